package dev.parley.platform.caller;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.micronaut.context.exceptions.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keys in a JWKS file. The file is checked at most once a second and read again if it has changed. If it
/// cannot be read at that point, or has no key, the last good keys stay in use.
final class JwksFile implements KeySet {

    private static final Logger LOG = LoggerFactory.getLogger(JwksFile.class);
    private static final Duration TRUST = Duration.ofMinutes(5);
    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private record Loaded(JWKSet keys, FileTime modified, long size) {}

    private final Path path;
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private volatile Loaded loaded;
    private volatile boolean current = true;

    /// Reads the file, which must exist.
    JwksFile(Path path) {
        this.path = path;
        try {
            loaded = load(path);
        } catch (IOException | ParseException unreadable) {
            throw new ConfigurationException(
                    "The key set " + path + " cannot be read: set PARLEY_JWKS to a JWKS file or URL.", unreadable);
        }
        if (loaded.keys().isEmpty()) {
            throw new ConfigurationException("The key set " + path + ", which PARLEY_JWKS names, has no key.");
        }
    }

    @Override
    public JWKSource<SecurityContext> source() {
        return (selector, context) -> selector.select(loaded.keys());
    }

    @Override
    public void refresh() {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last < LOOK_NANOS || !looked.compareAndSet(last, now)) {
            return;
        }
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.lastModifiedTime().equals(loaded.modified()) || attributes.size() != loaded.size()) {
                Loaded changed = load(path);
                current = !changed.keys().isEmpty();
                if (!current) {
                    LOG.warn("The key set {} has no key; the last good one stays in force", path);
                    return;
                }
                loaded = changed;
                actions.forEach(Runnable::run);
                LOG.info("Read the changed key set {}", path);
            } else {
                current = true;
            }
        } catch (IOException | ParseException unreadable) {
            current = false;
            LOG.warn("The key set {} cannot be read; the last good one stays in force", path);
        }
    }

    @Override
    public boolean isCurrent() {
        refresh();
        return current;
    }

    @Override
    public boolean hasKeys() {
        return true;
    }

    @Override
    public Duration trust() {
        return TRUST;
    }

    @Override
    public void onChange(Runnable action) {
        actions.add(action);
    }

    private static Loaded load(Path path) throws IOException, ParseException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        JWKSet keys = JWKSet.parse(Files.readString(path));
        return new Loaded(keys.toPublicJWKSet(), attributes.lastModifiedTime(), attributes.size());
    }
}

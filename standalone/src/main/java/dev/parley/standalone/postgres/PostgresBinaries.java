package dev.parley.standalone.postgres;

import dev.parley.platform.application.StartException;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// Unpacks the PostgreSQL programs for this machine, once per version, into a folder that all installations
/// of a user share.
final class PostgresBinaries {

    private static final Object IN_THIS_PROCESS = new Object();

    private PostgresBinaries() {}

    /// Returns the folder that contains `bin`, `lib` and `share`: in the user's cache, or in the fallback if
    /// the cache is not writable.
    static Path unpack(Path fallback) {
        try {
            byte[] archive = archive();
            String name = "postgresql-" + checksum(archive);
            for (Path cache : new Path[] {cache(), fallback}) {
                if (Files.isDirectory(cache.resolve(name))) {
                    return cache.resolve(name);
                }
            }
            Path cache = isWritable(cache()) ? cache() : fallback;
            return unpack(archive, Files.createDirectories(cache), name);
        } catch (IOException failure) {
            throw new StartException("The PostgreSQL programs cannot be unpacked: " + failure.getMessage(), failure);
        }
    }

    private static byte[] archive() throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String known = Stream.of("linux", "mac", "windows")
                .filter(system::startsWith)
                .findFirst()
                .orElse(system);
        try (InputStream archive = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                known.equals("mac") ? "Darwin" : known, System.getProperty("os.arch"))) {
            return archive.readAllBytes();
        } catch (IllegalStateException none) {
            throw new StartException("This build has no embedded PostgreSQL for " + system + " on "
                    + System.getProperty("os.arch") + ".");
        }
    }

    private static String checksum(byte[] archive) {
        var crc = new CRC32();
        crc.update(archive);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static Path cache() {
        String base = System.getenv("XDG_CACHE_HOME");
        return base == null || base.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "parley")
                : Path.of(base, "parley");
    }

    private static boolean isWritable(Path folder) {
        try {
            return Files.isWritable(Files.createDirectories(folder));
        } catch (IOException refused) {
            return false;
        }
    }

    /// Several processes may do this at once: each unpacks under a temporary name until it is complete, and
    /// one wins.
    private static Path unpack(byte[] archive, Path cache, String name) throws IOException {
        Path home = cache.resolve(name);
        synchronized (IN_THIS_PROCESS) {
            try (var channel = FileChannel.open(
                            cache.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !Files.isDirectory(home)) {
                    Path fresh = cache.resolve(name + ".new");
                    Folders.delete(fresh);
                    extract(archive, fresh);
                    Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
                }
                return home;
            }
        }
    }

    private static void extract(byte[] archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("the archive contains a path outside itself");
                }
                write(tar, entry, path);
            }
        }
    }

    private static void write(TarArchiveInputStream tar, TarArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(
                    path, path.resolveSibling(Path.of(entry.getLinkName()).getFileName()));
        } else {
            Files.copy(tar, path);
            if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                boolean program = (entry.getMode() & 0100) != 0;
                Files.setPosixFilePermissions(
                        path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }
}

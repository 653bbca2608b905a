package dev.parley.platform.clients;

import dev.parley.platform.caller.CallerConfig;
import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import io.micronaut.context.exceptions.ConfigurationException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token with which this process calls other services. Every 30 s it is read from a file that is renewed
/// externally, or signed here with the key of the installation. If the file is temporarily unreadable, the
/// last token stays in use.
@Singleton
final class OwnToken implements Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger(OwnToken.class);
    private static final Duration RENEW = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private record Held(String token, Instant renewTime) {}

    private final ClientConfig config;
    private final CallerConfig issuer;
    private final Clock clock;
    private volatile @Nullable Held held;
    private @Nullable TokenMint mint;

    OwnToken(ClientConfig config, CallerConfig issuer, Clock clock) {
        this.config = config;
        this.issuer = issuer;
        this.clock = clock;
    }

    /// Whether calls carry a token. Without one, a client certificate identifies this process.
    boolean isConfigured() {
        return isSet(config.tokenFile()) || isSet(config.keyDir());
    }

    private static boolean isSet(@Nullable String setting) {
        return setting != null && !setting.isBlank();
    }

    @Override
    public String get() {
        Held current = held;
        if (current != null && clock.instant().isBefore(current.renewTime())) {
            return current.token();
        }
        return renew();
    }

    private synchronized String renew() {
        Held last = held;
        if (last != null && clock.instant().isBefore(last.renewTime())) {
            return last.token();
        }
        Held next = config.tokenFile() == null ? lasting(sign()) : fromFile(Path.of(config.tokenFile()), last);
        held = next;
        return next.token();
    }

    private Held fromFile(Path file, @Nullable Held last) {
        try {
            return lasting(read(file));
        } catch (ConfigurationException unreadable) {
            if (last == null) {
                throw unreadable;
            }
            LOG.warn("{} The last one stays in use", unreadable.getMessage());
            return new Held(last.token(), clock.instant().plus(LOOK_AGAIN));
        }
    }

    private Held lasting(String token) {
        return new Held(token, clock.instant().plus(RENEW));
    }

    private static String read(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty()) {
                throw new ConfigurationException("The token file " + file + " is empty (PARLEY_TOKEN_FILE).");
            }
            return token;
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    "The token file " + file + " cannot be read (PARLEY_TOKEN_FILE).", unreadable);
        }
    }

    private String sign() {
        if (mint == null) {
            if (config.keyDir() == null) {
                throw new ConfigurationException(
                        "PARLEY_TOKEN_FILE is not set: it names the file with this service's token.");
            }
            SigningKey key = SigningKey.open(Path.of(config.keyDir()));
            mint = new TokenMint(key, issuer.issuer(), issuer.audience(), clock);
        }
        return mint.service(config.serviceName(), config.serviceScopes(), LIFETIME);
    }
}

package dev.parley.platform.clients;

import dev.parley.platform.caller.CallerConfig;
import dev.parley.platform.caller.SigningKey;
import dev.parley.platform.caller.TokenMint;
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

/// The token with which this process calls its neighbours: read from a file that somebody renews, or signed here
/// with the key of the installation. It is read or made anew every 30 s.
@Singleton
final class OwnToken implements Supplier<String> {

    private static final Duration RENEW = Duration.ofSeconds(30);
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

    @Override
    public String get() {
        Held current = held;
        if (current != null && clock.instant().isBefore(current.renewTime())) {
            return current.token();
        }
        return renew();
    }

    private synchronized String renew() {
        String token = config.tokenFile() != null ? read(Path.of(config.tokenFile())) : sign();
        held = new Held(token, clock.instant().plus(RENEW));
        return token;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    "The token file " + file + " can not be read (PARLEY_TOKEN_FILE).", unreadable);
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

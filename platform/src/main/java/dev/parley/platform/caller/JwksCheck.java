package dev.parley.platform.caller;

import dev.parley.platform.health.DependencyCheck;
import jakarta.inject.Singleton;

/// Checks that the keys of callers can be read. While the last ones are in use, nothing else is affected.
@Singleton
final class JwksCheck implements DependencyCheck {

    private final KeySet keys;

    JwksCheck(KeySet keys) {
        this.keys = keys;
    }

    @Override
    public String name() {
        return "jwks";
    }

    @Override
    public boolean isNeeded() {
        return !keys.hasKeys();
    }

    @Override
    public boolean isNeededBy(String grpcService) {
        return grpcService.startsWith("parley.");
    }

    @Override
    public boolean isServing() {
        return keys.isCurrent();
    }
}

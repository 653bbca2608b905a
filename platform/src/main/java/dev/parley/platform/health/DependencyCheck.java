package dev.parley.platform.health;

/// Checks one thing that this process needs, such as a database.
public interface DependencyCheck {

    /// Returns its name, such as `postgres.thread`; health lists it as `dependency.postgres.thread`.
    String name();

    /// Whether a gRPC service, by its full name, cannot serve without it.
    boolean isNeededBy(String grpcService);

    /// Whether this process needs it now. What it does not need affects no other name of health.
    default boolean isNeeded() {
        return true;
    }

    /// Whether it responds now. Returns within about three seconds and throws nothing.
    boolean isServing();
}

package dev.parley.platform.application;

import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Two beans that serve one service of the contract.
final class TwinServices {

    static final String ENABLED = "parley.test.twins";

    private TwinServices() {}

    /// The one.
    @Singleton
    @Requires(property = ENABLED)
    static final class First extends ThreadPolicyServiceImplBase {}

    /// The other one.
    @Singleton
    @Requires(property = ENABLED)
    static final class Second extends ThreadPolicyServiceImplBase {}
}

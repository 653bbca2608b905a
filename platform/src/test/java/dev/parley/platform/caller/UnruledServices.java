package dev.parley.platform.caller;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ChannelzService;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// A service whose proto has no access rules.
@Factory
@Requires(property = EchoService.ENABLED)
final class UnruledServices {

    @Singleton
    BindableService channelz() {
        return ChannelzService.newInstance(10);
    }
}

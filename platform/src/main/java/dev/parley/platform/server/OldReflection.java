package dev.parley.platform.server;

import io.grpc.BindableService;
import io.grpc.protobuf.services.ProtoReflectionService;

/// Reflection in its `v1alpha` form, for clients that support no other.
final class OldReflection {

    private OldReflection() {}

    @SuppressWarnings("deprecation")
    static BindableService service() {
        return ProtoReflectionService.newInstance();
    }
}

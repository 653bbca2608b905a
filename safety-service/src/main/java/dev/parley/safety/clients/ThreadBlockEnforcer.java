package dev.parley.safety.clients;

import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockEnforcer;
import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceBlockingStub;
import jakarta.inject.Singleton;

/// Enforces blocks through thread-service, which updates the fences of the threads that the two users share.
@Singleton
public final class ThreadBlockEnforcer implements BlockEnforcer {

    private static final String SERVICE = "thread";

    private final ThreadPolicyServiceBlockingStub threads;

    /// Calls thread-service.
    public ThreadBlockEnforcer(ServiceChannels channels) {
        threads = ThreadPolicyServiceGrpc.newBlockingStub(channels.to(SERVICE));
    }

    @Override
    public String enforce(Block block) {
        var request = ApplyBlockRequest.newBuilder()
                .setBlockerId(block.id().blocker().value())
                .setBlockedId(block.id().blocked().value())
                .setActive(block.isActive())
                .setVersion(block.version())
                .build();
        return Neighbour.call(SERVICE, () -> threads.applyBlock(request)).getConsistencyToken();
    }
}

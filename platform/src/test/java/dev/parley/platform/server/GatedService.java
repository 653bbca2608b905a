package dev.parley.platform.server;

import dev.parley.platform.wire.Unary;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceImplBase;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;

/// Responds when the test allows it.
@Singleton
@Requires(property = GatedService.ENABLED)
final class GatedService extends ThreadPolicyServiceImplBase {

    static final String ENABLED = "parley.test.gated";

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

    @Override
    public void checkAccess(CheckAccessRequest request, StreamObserver<CheckAccessResponse> response) {
        Unary.reply(response, this::pass);
    }

    private CheckAccessResponse pass() {
        entered.countDown();
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return CheckAccessResponse.newBuilder().setReadable(true).build();
    }
}

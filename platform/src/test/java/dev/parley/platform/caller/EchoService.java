package dev.parley.platform.caller;

import dev.parley.id.UserId;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.BatchGetThreadsResponse;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.GetThreadResponse;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceImplBase;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Returns the caller: a service for tests of access.
@Singleton
@Requires(property = EchoService.ENABLED)
final class EchoService extends ThreadServiceImplBase {

    static final String ENABLED = "parley.test.echo";

    @Override
    public void getThread(GetThreadRequest request, StreamObserver<GetThreadResponse> response) {
        Unary.reply(
                response,
                () -> GetThreadResponse.newBuilder().setThread(whoCalls()).build());
    }

    @Override
    public void batchGetThreads(BatchGetThreadsRequest request, StreamObserver<BatchGetThreadsResponse> response) {
        Unary.reply(
                response,
                () -> BatchGetThreadsResponse.newBuilder()
                        .addThreads(whoCalls())
                        .build());
    }

    private static Thread whoCalls() {
        Caller caller = Caller.current();
        String kinds = caller.kinds().stream().map(Enum::name).sorted().toList().toString();
        return Thread.newBuilder()
                .setThreadId("thr_" + caller.user().map(UserId::value).orElse("none"))
                .setSubject(caller.service().orElse("none")
                        + kinds
                        + java.lang.Thread.currentThread().isVirtual())
                .build();
    }
}

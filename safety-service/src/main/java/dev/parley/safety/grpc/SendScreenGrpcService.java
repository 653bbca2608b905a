package dev.parley.safety.grpc;

import dev.parley.platform.wire.Unary;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.ScreenSendResponse;
import dev.parley.safety.internal.v1.SendScreenServiceGrpc.SendScreenServiceImplBase;
import dev.parley.safety.screen.SendScreener;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `parley.safety.internal.v1.SendScreenService`.
@Singleton
public final class SendScreenGrpcService extends SendScreenServiceImplBase {

    private final SendScreener screener;

    /// Returns the verdicts of a screener.
    public SendScreenGrpcService(SendScreener screener) {
        this.screener = screener;
    }

    @Override
    public void screenSend(ScreenSendRequest request, StreamObserver<ScreenSendResponse> response) {
        Unary.reply(response, () -> VerdictMapper.toProto(screener.screen(VerdictMapper.toDrafts(request))));
    }
}

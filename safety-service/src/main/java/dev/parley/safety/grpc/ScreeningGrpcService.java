package dev.parley.safety.grpc;

import dev.parley.platform.wire.Unary;
import dev.parley.safety.screen.SendScreener;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.ScreenSendResponse;
import dev.parley.safety.v1.ScreeningServiceGrpc.ScreeningServiceImplBase;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `parley.safety.v1.ScreeningService`.
@Singleton
public final class ScreeningGrpcService extends ScreeningServiceImplBase {

    private final SendScreener screener;

    /// Serves the verdicts of a screener.
    public ScreeningGrpcService(SendScreener screener) {
        this.screener = screener;
    }

    @Override
    public void screenSend(ScreenSendRequest request, StreamObserver<ScreenSendResponse> response) {
        Unary.reply(response, () -> VerdictMapper.toProto(screener.screen(VerdictMapper.toDrafts(request))));
    }
}

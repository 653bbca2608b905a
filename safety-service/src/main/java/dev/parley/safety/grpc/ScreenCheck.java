package dev.parley.safety.grpc;

import dev.parley.platform.wire.QuickCheck;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import jakarta.inject.Singleton;

/// The rules of `ScreenSendRequest` in plain code, because every send waits for its screening. A test
/// compares them with the rules of the proto.
@Singleton
public final class ScreenCheck implements QuickCheck<ScreenSendRequest> {

    private static final int MOST_DRAFTS = 256;

    @Override
    public Class<ScreenSendRequest> type() {
        return ScreenSendRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(ScreenSendRequest request) {
        return request.getDraftsCount() > 0 && request.getDraftsCount() <= MOST_DRAFTS;
    }
}

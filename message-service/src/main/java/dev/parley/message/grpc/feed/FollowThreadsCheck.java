package dev.parley.message.grpc.feed;

import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The stream validates its commands itself, so that an invalid subscription is closed and does not end the stream.
@Singleton
public final class FollowThreadsCheck implements QuickCheck<FollowThreadsRequest> {

    @Override
    public Class<FollowThreadsRequest> type() {
        return FollowThreadsRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(FollowThreadsRequest request) {
        return true;
    }
}

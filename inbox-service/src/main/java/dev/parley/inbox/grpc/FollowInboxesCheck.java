package dev.parley.inbox.grpc;

import dev.parley.inbox.v1.FollowInboxesRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The stream validates its commands itself, so that an invalid subscription is closed and does not end the stream.
@Singleton
final class FollowInboxesCheck implements QuickCheck<FollowInboxesRequest> {

    @Override
    public Class<FollowInboxesRequest> type() {
        return FollowInboxesRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(FollowInboxesRequest request) {
        return true;
    }
}

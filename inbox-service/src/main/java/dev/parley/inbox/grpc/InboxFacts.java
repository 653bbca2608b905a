package dev.parley.inbox.grpc;

import dev.parley.platform.feed.follow.FollowConfig;
import dev.parley.platform.server.ServerFacts;
import jakarta.inject.Singleton;
import java.util.Map;

/// The limits of this service that callers may want to know.
@Singleton
final class InboxFacts implements ServerFacts {

    private static final long MOST_TOKENS = 16;

    private final FollowConfig follow;

    InboxFacts(FollowConfig follow) {
        this.follow = follow;
    }

    @Override
    public Map<String, Long> limits() {
        return Map.of(
                "inbox.page.rows", (long) InboxMapper.PAGE.most(),
                "inbox.consistency.tokens", MOST_TOKENS,
                "inbox.follow_stream.subscriptions", (long) follow.subscriptions());
    }
}

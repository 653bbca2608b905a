package dev.parley.message.grpc;

import dev.parley.message.grpc.send.SendCheck;
import dev.parley.message.grpc.send.SendWindow;
import dev.parley.platform.feed.follow.FollowConfig;
import dev.parley.platform.server.ServerFacts;
import jakarta.inject.Singleton;
import java.util.Map;

/// The limits of messages, for `GetServerInfo`.
@Singleton
final class MessageLimits implements ServerFacts {

    static final int PAGE = 200;

    private final FollowConfig follow;

    MessageLimits(FollowConfig follow) {
        this.follow = follow;
    }

    @Override
    public Map<String, Long> limits() {
        return Map.of(
                "message.text.characters", (long) SendCheck.TEXT_CHARACTERS,
                "message.send_stream.sends", (long) SendWindow.SENDS,
                "message.page.messages", (long) PAGE,
                "message.batch.messages", (long) PAGE,
                "message.follow_stream.subscriptions", (long) follow.subscriptions());
    }
}

package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.thread.thread.MessageThread;
import java.util.List;

/// The tokens that let a read of the inbox wait for a change. A user can read what they contain, so their versions
/// count only what participants see.
final class TokenMapper {
    private TokenMapper() {}

    /// Creates a token that waits for these versions of threads.
    static String toToken(List<MessageThread> threads) {
        return ConsistencyTokens.write(threads.stream()
                .map(thread -> Position.thread(thread.id(), thread.shownVersion()))
                .toArray(Position[]::new));
    }

    /// Creates a token that waits for a version of a thread, and also for the sequence that its log has
    /// reached, unless that is unknown (0): the inbox then waits for the frame and the cursor of a join.
    static String toToken(ThreadId thread, long version, long head) {
        var changed = Position.thread(thread, version);
        return head == 0
                ? ConsistencyTokens.write(changed)
                : ConsistencyTokens.write(changed, Position.head(thread, head));
    }
}

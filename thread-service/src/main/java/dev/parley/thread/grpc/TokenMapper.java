package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.thread.thread.MessageThread;
import java.util.List;

/// The tokens by which a read of the inbox waits for a change.
final class TokenMapper {
    private TokenMapper() {}

    /// Waits for these versions of threads.
    static String toToken(List<MessageThread> threads) {
        return ConsistencyTokens.write(threads.stream()
                .map(thread -> Position.thread(thread.id(), thread.version()))
                .toArray(Position[]::new));
    }

    /// Waits for a version of a thread, and with it for the sequence that its log reached, unless that is not known
    /// (0): the inbox waits for the frame and the cursor of a join.
    static String toToken(ThreadId thread, long version, long head) {
        var changed = Position.thread(thread, version);
        return head == 0
                ? ConsistencyTokens.write(changed)
                : ConsistencyTokens.write(changed, Position.head(thread, head));
    }
}

package dev.parley.inbox.merge;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The head of a thread, and how far its participants were.
///
/// @param sequence the sequence of the newest frame, 0 when there is none
/// @param ordinal  how many countable messages there were up to it
/// @param newest   the newest countable message
/// @param moves    cursors; they hold on their own, even where the head is old news
public record ThreadHead(
        ThreadId thread, long sequence, long ordinal, Optional<NewestMessage> newest, List<CursorMove> moves) {

    /// Keeps its own copy of the moves.
    public ThreadHead {
        moves = List.copyOf(moves);
    }

    /// A message, and when it was sent.
    public record NewestMessage(MessageId message, Instant createTime) {}

    /// How far a participant has read, or sent.
    ///
    /// @param readSequence from 1
    /// @param readOrdinal  how many countable messages there are up to it
    public record CursorMove(UserId user, long readSequence, long readOrdinal) {}
}

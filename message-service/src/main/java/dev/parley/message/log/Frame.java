package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One immutable entry of a thread's log.
///
/// @param sequence   the position among the frames of the thread, from 1 without a gap
/// @param ordinal    how many countable messages there are up to this one
/// @param createTime never earlier than that of the frame before; millisecond precision
public record Frame(
        ThreadId thread, long sequence, long ordinal, MessageId messageId, Instant createTime, Content content) {

    /// What a frame holds.
    public sealed interface Content {

        /// Whether it counts as a message: only these move the ordinal.
        boolean countable();
    }

    /// A text by a participant.
    ///
    /// @param screened false when safety was out of reach, so that it is screened afterwards
    public record Text(UserId sender, String text, Optional<MessageId> replyTo, boolean screened) implements Content {
        @Override
        public boolean countable() {
            return true;
        }
    }

    /// Users joined the thread.
    public record Joined(List<UserId> users) implements Content {
        @Override
        public boolean countable() {
            return false;
        }
    }

    /// Users left the thread, or were removed.
    public record Left(List<UserId> users) implements Content {
        @Override
        public boolean countable() {
            return false;
        }
    }

    /// The head of the thread when this frame is the newest.
    public Head head() {
        return new Head(sequence, ordinal);
    }
}

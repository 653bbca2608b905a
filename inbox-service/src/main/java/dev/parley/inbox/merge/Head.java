package dev.parley.inbox.merge;

import dev.parley.id.MessageId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The head of a thread.
///
/// @param sequence the sequence of the newest frame, 0 when there is none
/// @param ordinal  how many countable messages there are
/// @param newest   the newest countable message; empty when there is none
public record Head(long sequence, long ordinal, Optional<NewestMessage> newest) {

    /// Of a thread without frames.
    public static final Head NONE = new Head(0, 0, Optional.empty());

    /// A message, and when it was sent, to the microsecond.
    public record NewestMessage(MessageId message, Instant createTime) {

        /// Cuts the time to what stores keep, so that what was stored equals what came.
        public NewestMessage {
            createTime = createTime.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /// The newer of the two: that of the greater sequence.
    public Head newer(Head other) {
        return other.sequence > sequence ? other : this;
    }
}

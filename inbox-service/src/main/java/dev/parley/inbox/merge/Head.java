package dev.parley.inbox.merge;

import dev.parley.id.MessageId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// The head of a thread.
///
/// @param sequence the sequence of the newest frame, 0 if there is none
/// @param ordinal the number of countable messages
/// @param newest the newest countable message; empty if there is none
public record Head(long sequence, long ordinal, Optional<NewestMessage> newest) {

    /// The head of a thread without frames.
    public static final Head NONE = new Head(0, 0, Optional.empty());

    /// A message, and when it was sent, to the microsecond. Everything that changes what previews show of it must
    /// change this record: otherwise its rows are not sent again.
    public record NewestMessage(MessageId message, Instant createTime) {

        /// Truncates the time to the precision of the stores, so that stored messages equal received ones.
        public NewestMessage {
            createTime = createTime.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /// Whether rows show the same of both: another frame may have moved only the sequence.
    public boolean isShownAs(Head other) {
        return ordinal == other.ordinal && newest.equals(other.newest);
    }

    /// Returns the newer of the two: the one with the greater sequence.
    public Head newer(Head other) {
        return other.sequence > sequence ? other : this;
    }
}

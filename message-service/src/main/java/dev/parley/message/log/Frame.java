package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One immutable entry of a thread's log. What changes later of a message stands in its [Overlay].
///
/// @param sequence   the position among the frames of the thread, from 1 without a gap
/// @param ordinal    how many countable messages there are up to this one
/// @param createTime never earlier than that of the frame before; millisecond precision
public record Frame(ThreadId thread, long sequence, long ordinal, FrameId id, Instant createTime, Content content) {

    /// The kind of a frame. A newer version may have written one without a name here.
    ///
    /// @param number the number in every store: 1 to 9 are messages, 10 to 19 change one, from 20 on are notices
    public record Kind(int number) {
        /// A text by a participant.
        public static final Kind TEXT = new Kind(1);
        /// Users joined.
        public static final Kind JOINED = new Kind(20);
        /// Users left.
        public static final Kind LEFT = new Kind(21);

        /// Below it are messages.
        public static final int FIRST_CHANGE = 10;
        /// From here on are notices of the thread.
        public static final int FIRST_NOTICE = 20;

        /// Whether it counts as a message: only these move the ordinal.
        public boolean isMessage() {
            return number < FIRST_CHANGE;
        }

        /// Whether it changes an earlier message, its target.
        public boolean isChange() {
            return number >= FIRST_CHANGE && number < FIRST_NOTICE;
        }

        /// Whether a page of messages lists it: messages, and notices, which do not count.
        public boolean isListed() {
            return !isChange();
        }
    }

    /// The content of a frame.
    public sealed interface Content {

        /// Its kind.
        Kind kind();

        /// The one who caused it.
        Optional<Actor> actor();

        /// The message that it answers or changes, and where that is.
        Optional<Reference> target();

        /// About how much memory it takes, in characters.
        int weight();
    }

    /// The content of a kind that this version does not know: only its position and its target count.
    public record Unknown(Kind kind, Optional<Reference> target) implements Content {

        /// A content that answers and changes no message.
        public Unknown(Kind kind) {
            this(kind, Optional.empty());
        }

        @Override
        public Optional<Actor> actor() {
            return Optional.empty();
        }

        @Override
        public int weight() {
            return 0;
        }
    }

    /// A message that is answered, and where it is.
    public record Reference(MessageId message, long sequence) {}

    /// A message by a participant.
    public record Posted(UserId sender, String text, Optional<Reference> replyTo) implements Content {

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Optional<Actor> actor() {
            return Optional.of(Actor.of(sender));
        }

        @Override
        public Optional<Reference> target() {
            return replyTo;
        }

        @Override
        public int weight() {
            return text.length();
        }
    }

    /// Users joined the thread.
    ///
    /// @param actor the one who brought them in
    public record Joined(List<UserId> users, Optional<Actor> actor) implements Content {

        @Override
        public Kind kind() {
            return Kind.JOINED;
        }

        @Override
        public Optional<Reference> target() {
            return Optional.empty();
        }

        @Override
        public int weight() {
            return weightOf(users);
        }
    }

    /// Users left the thread, or were removed.
    ///
    /// @param actor the one who removed them; of one who left, the user
    public record Left(List<UserId> users, Optional<Actor> actor, Departure.Cause cause) implements Content {

        @Override
        public Kind kind() {
            return Kind.LEFT;
        }

        @Override
        public Optional<Reference> target() {
            return Optional.empty();
        }

        @Override
        public int weight() {
            return weightOf(users);
        }
    }

    private static int weightOf(List<UserId> users) {
        int weight = 0;
        for (UserId user : users) {
            weight += user.value().length();
        }
        return weight;
    }

    /// The head of the thread when this frame is the newest.
    public Head head() {
        return new Head(sequence, ordinal);
    }

    /// The id of the message that it carries. Throws [IllegalStateException] for another frame.
    public MessageId messageId() {
        if (!content.kind().isMessage()) {
            throw new IllegalStateException("No message: " + content.kind().number());
        }
        return new MessageId(id.value());
    }
}

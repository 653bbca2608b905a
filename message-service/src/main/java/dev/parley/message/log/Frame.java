package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One immutable entry of a thread's log. Later changes of a message are in its [Overlay].
///
/// @param sequence the position among the frames of the thread, from 1 without gaps
/// @param ordinal the number of countable messages up to and including this one
/// @param createTime never earlier than that of the previous frame; millisecond precision
public record Frame(ThreadId thread, long sequence, long ordinal, FrameId id, Instant createTime, Content content) {

    /// The kind of a frame. A newer version may have written one that has no name here.
    ///
    /// @param number the number in every store: 1 to 99 are messages, numbered as on the wire, 100 to 199
    /// change one, from 200 on are notices
    public record Kind(int number) {
        /// A text from a participant.
        public static final Kind TEXT = new Kind(1);
        /// Users joined.
        public static final Kind JOINED = new Kind(200);
        /// Users left.
        public static final Kind LEFT = new Kind(201);

        /// Messages have smaller numbers.
        public static final int FIRST_CHANGE = 100;
        /// Notices of the thread have this number or greater ones.
        public static final int FIRST_NOTICE = 200;

        /// Whether it is a message.
        public boolean isMessage() {
            return number < FIRST_CHANGE;
        }

        /// Whether it changes an earlier message, its target.
        public boolean isChange() {
            return number >= FIRST_CHANGE && number < FIRST_NOTICE;
        }

        /// Whether a page of messages includes it: messages and notices.
        public boolean isListed() {
            return !isChange();
        }
    }

    /// The content of a frame.
    public sealed interface Content {

        /// Its kind.
        Kind kind();

        /// Returns the actor who caused it.
        Optional<Actor> actor();

        /// Returns the message that it replies to or changes, with its sequence.
        Optional<Reference> target();

        /// Returns its approximate memory size, in characters.
        int weight();

        /// Whether it counts as unread: it increases the ordinal.
        default boolean counts() {
            return kind().isMessage();
        }
    }

    /// Content of a kind that this version does not know. What all kinds have in common is known.
    ///
    /// @param text a text or a caption; empty if it has none
    public record Unknown(Kind kind, Optional<Actor> actor, Optional<Reference> target, String text)
            implements Content {

        @Override
        public int weight() {
            return text.length();
        }
    }

    /// A message that is referred to, with its sequence.
    public record Reference(MessageId message, long sequence) {}

    /// A message.
    ///
    /// @param sender a user or a service; empty for a user who was erased
    /// @param text empty if it was erased
    public record Posted(Optional<Actor> sender, String text, Optional<Reference> replyTo) implements Content {

        /// A message from a participant.
        public Posted(UserId sender, String text, Optional<Reference> replyTo) {
            this(Optional.of(Actor.of(sender)), text, replyTo);
        }

        @Override
        public Kind kind() {
            return Kind.TEXT;
        }

        @Override
        public Optional<Actor> actor() {
            return sender;
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
    /// @param actor the user or service that added them
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
    /// @param actor the user or service that removed them; for a user who left, the user
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

    /// Returns the head of the thread if this frame is the newest.
    public Head head() {
        return new Head(sequence, ordinal);
    }

    /// Returns the id of the message in this frame. Throws [IllegalStateException] for another frame.
    public MessageId messageId() {
        if (!content.kind().isMessage()) {
            throw new IllegalStateException("Not a message: " + content.kind().number());
        }
        return new MessageId(id.value());
    }
}

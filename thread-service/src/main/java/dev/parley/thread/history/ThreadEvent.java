package dev.parley.thread.history;

import dev.parley.id.UserId;
import dev.parley.platform.enums.Numbered;
import java.util.Optional;

/// One thing that a change did: the history of a thread says who did what to whom. The actor is absent if
/// blocks caused it; the user is absent if it concerns the whole thread.
public record ThreadEvent(Kind kind, Optional<Actor> actor, Optional<UserId> user) {
    /// Creates an event that an actor caused for a user.
    public static ThreadEvent of(Kind kind, Actor actor, UserId user) {
        return new ThreadEvent(kind, Optional.of(actor), Optional.of(user));
    }

    /// Creates an event of the whole thread.
    public static ThreadEvent of(Kind kind) {
        return new ThreadEvent(kind, Optional.empty(), Optional.empty());
    }

    /// The kind of an event. Its number is stored, and never changes its meaning.
    public enum Kind implements Numbered {
        /// The thread was opened; the user is its owner, if it has one.
        CREATED(1),
        /// The user joined the thread.
        JOINED(2),
        /// The user left.
        LEFT(3),
        /// The actor removed the user.
        REMOVED(4),
        /// The user became the owner.
        OWNER_CHANGED(5),
        /// Blocks closed the contact of the two participants.
        CONTACT_CLOSED(6),
        /// The contact of the two participants is open again.
        CONTACT_OPENED(7),
        /// New messages of the user are hidden from the actor.
        HIDDEN(8),
        /// New messages of the user are shown to the actor again.
        SHOWN(9);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /// Whether participants see the event. They do not see what a block does: a moved version or time
        /// would reveal the block, and its end.
        public boolean isSeen() {
            return switch (this) {
                case CREATED, JOINED, LEFT, REMOVED, OWNER_CHANGED -> true;
                case CONTACT_CLOSED, CONTACT_OPENED, HIDDEN, SHOWN -> false;
            };
        }
    }
}

package dev.parley.platform.consistency;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;

/// The position of one subject, such as a head or a cursor. Two positions of one subject differ only in their
/// values, and the greater one is later.
public sealed interface Position {

    /// Returns the value; never negative.
    long value();

    /// Returns the position of the same subject with another value.
    Position at(long value);

    /// The log of a thread, up to a sequence.
    record Head(ThreadId thread, long value) implements Position {

        /// Refuses a negative sequence.
        public Head {
            check(value);
        }

        @Override
        public Head at(long other) {
            return new Head(thread, other);
        }
    }

    /// The cursor of a user in a thread, up to a version of it.
    record Cursor(ThreadId thread, UserId user, long value) implements Position {

        /// Refuses a negative version.
        public Cursor {
            check(value);
        }

        @Override
        public Cursor at(long other) {
            return new Cursor(thread, user, other);
        }
    }

    /// The facts of a thread, up to a version of them.
    record Facts(ThreadId thread, long value) implements Position {

        /// Refuses a negative version.
        public Facts {
            check(value);
        }

        @Override
        public Facts at(long other) {
            return new Facts(thread, other);
        }
    }

    /// The log of a thread, up to a sequence.
    static Position head(ThreadId thread, long sequence) {
        return new Head(thread, sequence);
    }

    /// The cursor of a user in a thread, up to a version of it.
    static Position cursor(ThreadId thread, UserId user, long version) {
        return new Cursor(thread, user, version);
    }

    /// The facts of a thread (participants, status, subject), up to a version of them.
    static Position thread(ThreadId thread, long version) {
        return new Facts(thread, version);
    }

    private static void check(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("A position must not be negative");
        }
    }
}

package dev.parley.thread.lookup;

import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadStatus;
import java.util.Optional;

/// The access to a thread of a user who takes or took part. The departure is present once the user is gone;
/// the participant is as it was then.
public record ThreadAccess(MessageThread thread, Participant participant, Optional<Departure> departure) {
    /// Whether the user may read.
    public boolean isReadable() {
        return departure.isEmpty();
    }

    /// Whether contact is closed for a user who takes part.
    public boolean isContactClosed() {
        return departure.isEmpty() && participant.contactClosed();
    }

    /// Whether the user may write: takes part, the thread is open, and contact is not closed.
    public boolean isWritable() {
        return isReadable() && thread.standing().status() == ThreadStatus.OPEN && !isContactClosed();
    }
}

package dev.parley.thread.lookup;

import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadStatus;
import java.util.Optional;

/// The access of a current or former participant to a thread. For a former participant there is a departure,
/// and the participant is as it was at that time.
public record ThreadAccess(MessageThread thread, Participant participant, Optional<Departure> departure) {
    /// Whether the user may read.
    public boolean isReadable() {
        return departure.isEmpty();
    }

    /// Whether contact is closed for a current participant.
    public boolean isContactClosed() {
        return departure.isEmpty() && participant.contactClosed();
    }

    /// Whether the user may write: is a participant, the thread is open, and contact is not closed.
    public boolean isWritable() {
        return isReadable() && thread.standing().status() == ThreadStatus.OPEN && !isContactClosed();
    }
}

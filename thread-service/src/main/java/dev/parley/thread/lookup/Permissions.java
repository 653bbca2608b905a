package dev.parley.thread.lookup;

import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadStatus;

/// The permissions of a user in a thread now. While contact is closed both participants see the same, so that the
/// permissions do not say who blocked whom: then nobody is shown that adding is allowed, though the blocker
/// can.
public record Permissions(boolean send, boolean addParticipants, boolean removeParticipants, boolean leave) {
    /// For a user who takes no part: nothing.
    public static final Permissions NONE = new Permissions(false, false, false, false);

    /// Those of a participant.
    public static Permissions of(MessageThread thread, Participant own) {
        boolean group = thread.identity().form() == ThreadForm.GROUP;
        boolean changes = group && own.groupRole().changesParticipants();
        return new Permissions(
                thread.standing().status() == ThreadStatus.OPEN && !own.contactClosed(),
                changes && !own.contactClosed(),
                changes,
                group);
    }
}

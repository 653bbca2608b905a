package dev.parley.thread.lookup;

import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadStatus;

/// What a user may do in a thread now. While contact is closed both participants see the same permissions, so
/// that these do not reveal who blocked whom. For that reason neither is shown the permission to add
/// participants, although the blocker has it.
public record Permissions(boolean send, boolean addParticipants, boolean removeParticipants, boolean leave) {
    /// No permissions, for a user who is not a participant.
    public static final Permissions NONE = new Permissions(false, false, false, false);

    /// Returns the permissions of a participant.
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

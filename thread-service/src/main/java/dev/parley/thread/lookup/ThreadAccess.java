package dev.parley.thread.lookup;

import dev.parley.thread.roster.Participant;
/// What a user who takes or took part in a thread may do there, at this version of the thread. `contactBlocked` says
/// that a block stands between the two participants.

public record ThreadAccess(Participant participant, boolean contactBlocked, long version) {
    /// Whether the user may read.
    public boolean isReadable() {
        return participant.isPresent();
    }

    /// Whether the user may write: takes part, and no block stands between the two participants, in either direction.
    public boolean isWritable() {
        return participant.isPresent() && !contactBlocked;
    }
}

package dev.parley.inbox.merge;

import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import java.util.Optional;
import java.util.Set;

/// The stored state of a thread in a user's inbox.
///
/// @param placement empty if the thread was never in the inbox; [Placement#NOWHERE] if it was
public record Seen(Optional<RowState> row, Setting setting, Set<Waiting> waiting, Optional<Placement> placement) {

    /// The initial state: the user has no relation to the thread.
    public static final Seen NOTHING = new Seen(Optional.empty(), Setting.NONE, Set.of(), Optional.empty());

    /// Copies the waiting items.
    public Seen {
        waiting = Set.copyOf(waiting);
    }

    /// Whether the thread is in the inbox.
    public boolean isListed() {
        return placement.filter(Placement::isListed).isPresent();
    }
}

package dev.parley.inbox.merge;

import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.unread.Unread;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/// The place of a thread in a user's inbox. Derived from facts, settings and waiting items; can be recomputed
/// at any time.
///
/// @param folders empty if the thread is not in the inbox
/// @param pinRank 0 if it is not pinned; greater ones come first
/// @param activity orders the threads of one pin rank, newest first
/// @param asOf the head at which the thread was placed here. The placement is exact up to it, and further while
/// later frames show nothing new in the row
public record Placement(Set<Folder> folders, long pinRank, Instant activity, long unread, long asOf) {

    /// The placement of a thread that is not in the inbox.
    public static final Placement NOWHERE = new Placement(Set.of(), 0, Instant.EPOCH, 0, 0);

    /// Copies the folders.
    public Placement {
        folders = folders.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(folders));
    }

    /// Returns the placement of a thread for a participant.
    public static Placement of(ThreadState thread, RowState row, Seen before) {
        var head = thread.head();
        var setting = before.setting();
        var folders = Folders.of(thread.facts(), setting, before.waiting());
        if (folders.isEmpty() || setting.hiddenUntil() > 0 && head.ordinal() <= setting.hiddenUntil()) {
            return NOWHERE;
        }
        long read = row.readOrdinal(head.ordinal());
        long unread =
                Unread.of(head.ordinal(), thread.hidden(), read, row.hidden()).count();
        return new Placement(folders, setting.pinRank(), activity(thread, row, before), unread, head.sequence());
    }

    /// If the newest message is hidden for the user, the thread stays where it is. That place cannot be
    /// restored once it is lost; the thread is then placed as for the other participants.
    private static Instant activity(ThreadState thread, RowState row, Seen before) {
        Instant newest = thread.activityTime();
        return row.hidden().contains(thread.head().ordinal())
                ? before.placement()
                        .filter(Placement::isListed)
                        .map(Placement::activity)
                        .filter(newest::isAfter)
                        .orElse(newest)
                : newest;
    }

    /// Whether the thread is in the same place as in another placement, whatever the heads were.
    public boolean isSamePlace(Placement other) {
        return folders.equals(other.folders)
                && pinRank == other.pinRank
                && activity.equals(other.activity)
                && unread == other.unread;
    }

    /// Whether the thread is in the inbox.
    public boolean isListed() {
        return !folders.isEmpty();
    }
}

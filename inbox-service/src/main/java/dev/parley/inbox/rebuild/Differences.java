package dev.parley.inbox.rebuild;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Placement;
import dev.parley.inbox.merge.RowState;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.rebuild.StoredInboxes.Stored;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Compares what inboxes contain of a thread with what they should contain, part by part, each at its own version.
///
/// The stored state was read before the expected one. So a part that is newer than expected is wrong: its owner has
/// never known it, or has lost it. One that is older may be on its way. Two different parts of the same version are
/// wrong.
final class Differences {

    private final Stored stored;
    private final Expected expected;
    private final List<Difference> found = new ArrayList<>();

    private Differences(Stored stored, Expected expected) {
        this.stored = stored;
        this.expected = expected;
    }

    static List<Difference> between(Stored stored, Expected expected) {
        var differences = new Differences(stored, expected);
        differences.compareThread();
        var users = new TreeSet<>(expected.rows().keySet());
        users.addAll(stored.thread().users());
        users.addAll(stored.rows().keySet());
        users.forEach(differences::compareRow);
        return differences.found;
    }

    private void compareThread() {
        ThreadState is = stored.thread();
        ThreadState should = expected.thread();
        compare(
                Optional.empty(),
                "thread version",
                is.version(),
                should.version(),
                is.facts().equals(should.facts()) && is.participants().equals(should.participants()));
        compare(
                Optional.empty(),
                "head",
                is.head().sequence(),
                should.head().sequence(),
                is.head().isShownAs(should.head()));
        compareHidden(Optional.empty(), is.hidden(), should.hidden());
    }

    private void compareRow(UserId user) {
        Seen seen = stored.row(user);
        RowState is = seen.row().orElse(RowState.UNKNOWN);
        RowState should = expected.rows().get(user);
        if (should != null) {
            ReadCursor cursor = is.cursor();
            ReadCursor other = should.cursor();
            compare(Optional.of(user), "read cursor", cursor.version(), other.version(), cursor.equals(other));
            compare(Optional.of(user), "join", is.joinVersion(), should.joinVersion(), true);
            compareHidden(Optional.of(user), is.hidden(), should.hidden());
        }
        if (!stored.pending() || !stored.thread().users().contains(user)) {
            comparePlace(user, is, seen);
        }
    }

    /// A place follows from the stored state alone. No background step places users who are no participants.
    private void comparePlace(UserId user, RowState row, Seen seen) {
        Placement should =
                stored.thread().users().contains(user) ? Placement.of(stored.thread(), row, seen) : Placement.NOWHERE;
        Placement is = seen.placement().orElse(Placement.NOWHERE);
        if (should.isListed() != is.isListed() || should.isListed() && !should.isSamePlace(is)) {
            String what = "place: unread " + is.unread() + " instead of " + should.unread() + ", folders "
                    + is.folders().size() + " instead of " + should.folders().size();
            found.add(new Difference(Optional.of(user), what, false));
        }
    }

    private void compare(Optional<UserId> user, String part, long is, long should, boolean same) {
        if (is != should) {
            found.add(new Difference(user, part + ": " + is + " instead of " + should, is < should));
        } else if (!same) {
            found.add(new Difference(user, part + " " + is + ": other content", false));
        }
    }

    private void compareHidden(Optional<UserId> user, HiddenOrdinals is, HiddenOrdinals should) {
        if (!is.equals(should)) {
            boolean late = is.merge(should).equals(should);
            found.add(new Difference(user, "hidden messages", late));
        }
    }
}

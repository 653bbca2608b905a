package dev.parley.message.feed;

import dev.parley.id.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The viewers from whom a message is hidden. Immutable. Merging two of them does not depend on the order.
///
/// @param marks the newest change for each viewer
/// @param asOf the head of the thread when the log was read, 0 if it was not; later changes have greater
/// versions
record Viewers(Map<UserId, Mark> marks, long asOf) {

    /// A message that is hidden from nobody.
    static final Viewers NONE = new Viewers(Map.of(), 0);

    /// Whether the message is hidden from a viewer.
    ///
    /// @param version the sequence of the frame that hid it or showed it again
    record Mark(boolean hidden, long version) {}

    /// Returns the viewers that a page of the log lists.
    static Viewers read(Set<UserId> hidden, long head) {
        var marks = new HashMap<UserId, Mark>();
        hidden.forEach(viewer -> marks.put(viewer, new Mark(true, head)));
        return new Viewers(Map.copyOf(marks), head);
    }

    boolean include(UserId viewer) {
        if (marks.isEmpty()) {
            return false;
        }
        Mark mark = marks.get(viewer);
        return mark != null && mark.hidden();
    }

    /// Returns a copy with a change applied; an older change has no effect.
    Viewers with(UserId viewer, Mark mark) {
        Mark known = marks.get(viewer);
        if (mark.version() <= asOf || known != null && known.version() >= mark.version()) {
            return this;
        }
        var all = new HashMap<>(marks);
        all.put(viewer, mark);
        return new Viewers(Map.copyOf(all), asOf);
    }

    /// Returns what both know together.
    Viewers merge(Viewers other) {
        Viewers merged = other.asOf > asOf ? other : this;
        Viewers older = merged == this ? other : this;
        for (Map.Entry<UserId, Mark> entry : older.marks.entrySet()) {
            merged = merged.with(entry.getKey(), entry.getValue());
        }
        return merged;
    }
}

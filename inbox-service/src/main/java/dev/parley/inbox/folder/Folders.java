package dev.parley.inbox.folder;

import java.util.EnumSet;
import java.util.Set;

/// Decides which folders contain the thread of a participant.
public final class Folders {

    /// The version of the rules that place a thread: of [#of], and of everything else in a placement.
    /// Increment it with each change of these rules. A background step then places all threads again that an
    /// older version placed, including quiet ones.
    public static final int RULE = 1;

    private Folders() {}

    /// Returns the folders of a thread; none while it is out of sight. A thread with a gate that the user has
    /// not accepted is out of sight: no part of it may appear in the main inbox. A thread of an unknown kind
    /// is in the same folders as one without a kind.
    public static Set<Folder> of(ThreadFacts facts, Setting setting, Set<Waiting> waiting) {
        if (waiting.contains(Waiting.GATE)) {
            return EnumSet.noneOf(Folder.class);
        }
        return EnumSet.of(facts.archived() || setting.archived() ? Folder.ARCHIVED : Folder.ALL);
    }
}

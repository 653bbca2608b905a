package dev.parley.inbox.folder;

import java.util.EnumSet;
import java.util.Set;

/// Decides in which folders the thread of a participant lies. A change of this function takes effect in each row
/// with the next merge into it.
public final class Folders {

    private Folders() {}

    /// The folders of a thread; none while it is out of sight. A thread with a gate that the user has not
    /// accepted is out of sight: nothing of it may show in the main inbox. A thread of a kind that this version
    /// does not know lies where one without a kind does.
    public static Set<Folder> of(ThreadFacts facts, Setting setting, Set<Waiting> waiting) {
        if (waiting.contains(Waiting.GATE)) {
            return EnumSet.noneOf(Folder.class);
        }
        return EnumSet.of(facts.archived() || setting.archived() ? Folder.ARCHIVED : Folder.ALL);
    }
}

package dev.parley.inbox.folder;

import java.util.EnumSet;
import java.util.Set;

/// Decides in which folders the thread of a participant lies.
public final class Folders {

    /// The version of the rules that place a thread: of [#of], and of what else a placement holds. A change of
    /// them raises it by one. A background step then places the threads again that an older version placed,
    /// quiet ones too.
    public static final int RULE = 1;

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

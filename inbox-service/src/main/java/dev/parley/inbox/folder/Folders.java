package dev.parley.inbox.folder;

import java.util.EnumSet;
import java.util.Set;

/// Decides in which folders the thread of a participant lies.
public final class Folders {

    private Folders() {}

    /// The folders of a thread. A thread that is put aside (spam, request, archived) lies in that one folder only, so
    /// that it counts in no other. A thread of a kind that this version does not know lies in `ALL`.
    public static Set<Folder> of(ThreadFacts facts, Setting setting, Set<Waiting> waiting) {
        if (setting.spam()) {
            return EnumSet.of(Folder.SPAM);
        }
        if (waiting.contains(Waiting.GATE)) {
            return EnumSet.of(Folder.REQUESTS);
        }
        if (facts.archived() || setting.archived()) {
            return EnumSet.of(Folder.ARCHIVED);
        }
        var folders = EnumSet.of(Folder.ALL);
        switch (facts.kind()) {
            case BOOKING, PROJECT, STUDIO -> folders.add(Folder.BOOKINGS);
            case INQUIRY, INVITE -> folders.add(Folder.OFFERS);
            case UNSPECIFIED, CHAT, SUPPORT, DISPUTE, SYSTEM -> {}
        }
        if (!waiting.isEmpty()) {
            folders.add(Folder.ACTION);
        }
        return folders;
    }
}

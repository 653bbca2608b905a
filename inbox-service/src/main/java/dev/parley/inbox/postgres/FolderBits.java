package dev.parley.inbox.postgres;

import dev.parley.inbox.folder.Folder;
import java.util.EnumSet;
import java.util.Set;

/// A set of folders in a column: bit n represents the folder with number n. Folders that a newer version
/// wrote are omitted.
final class FolderBits {

    private FolderBits() {}

    static int of(Set<Folder> folders) {
        int bits = 0;
        for (Folder folder : folders) {
            bits |= 1 << folder.number();
        }
        return bits;
    }

    static Set<Folder> read(int bits) {
        var folders = EnumSet.noneOf(Folder.class);
        for (Folder folder : Folder.values()) {
            if ((bits & 1 << folder.number()) != 0) {
                folders.add(folder);
            }
        }
        return folders;
    }
}

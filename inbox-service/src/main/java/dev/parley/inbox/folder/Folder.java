package dev.parley.inbox.folder;

import dev.parley.platform.enums.Numbered;

/// A folder of an inbox. A thread may be in several folders. Its folders change with the thread, with the
/// user's own settings, and with the items that wait for the user.
public enum Folder implements Numbered {
    /// Every thread that is not archived.
    ALL(1),
    /// Threads that are archived, for all participants or by the user.
    ARCHIVED(2);

    private final int number;

    Folder(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }
}

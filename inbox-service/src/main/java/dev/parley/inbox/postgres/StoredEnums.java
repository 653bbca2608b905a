package dev.parley.inbox.postgres;

import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.ThreadForm;
import dev.parley.inbox.folder.ThreadKind;

/// The numbers that stand for forms, kinds and folders in the tables: never given to another value.
final class StoredEnums {

    private StoredEnums() {}

    static int number(ThreadForm form) {
        return switch (form) {
            case UNSPECIFIED -> 0;
            case DIRECT -> 1;
            case GROUP -> 2;
        };
    }

    static ThreadForm form(int number) {
        return switch (number) {
            case 1 -> ThreadForm.DIRECT;
            case 2 -> ThreadForm.GROUP;
            default -> ThreadForm.UNSPECIFIED;
        };
    }

    static int number(ThreadKind kind) {
        return switch (kind) {
            case UNSPECIFIED -> 0;
            case CHAT -> 1;
            case INQUIRY -> 2;
            case PROJECT -> 3;
            case BOOKING -> 4;
            case STUDIO -> 5;
            case INVITE -> 6;
            case SUPPORT -> 7;
            case DISPUTE -> 8;
            case SYSTEM -> 9;
        };
    }

    static ThreadKind kind(int number) {
        for (ThreadKind kind : ThreadKind.values()) {
            if (number(kind) == number) {
                return kind;
            }
        }
        return ThreadKind.UNSPECIFIED;
    }

    static int number(Folder folder) {
        return switch (folder) {
            case ALL -> 1;
            case ARCHIVED -> 2;
        };
    }

    static Folder folder(int number) {
        return number == 2 ? Folder.ARCHIVED : Folder.ALL;
    }
}

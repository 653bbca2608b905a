package dev.parley.inbox.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.row.RowPosition;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// The tokens of this service: page tokens, tied to user and folder, and resume tokens, tied to the user.
final class InboxTokens {

    private static final int PARTS = 3;

    private InboxTokens() {}

    static String writePage(UserId user, Folder folder, RowPosition position) {
        return PageTokens.write(
                pageQuery(user, folder),
                position.pinRank(),
                ChronoUnit.MICROS.between(Instant.EPOCH, position.activityTime()),
                position.thread());
    }

    static Optional<RowPosition> readPage(String token, UserId user, Folder folder) {
        return PageTokens.read(token, pageQuery(user, folder), PARTS, InboxTokens::toPosition);
    }

    static String writeResume(UserId user, long revision) {
        return PageTokens.write(resumeQuery(user), revision);
    }

    /// Returns the revision after which a stream resumes.
    static long readResume(String token, UserId user) {
        return PageTokens.readResume(token, resumeQuery(user), InboxTokens::toRevision);
    }

    private static RowPosition toPosition(List<String> parts) {
        Instant time = Instant.EPOCH.plus(Long.parseLong(parts.get(1)), ChronoUnit.MICROS);
        return new RowPosition(Long.parseLong(parts.get(0)), WireTime.bounded(time), new ThreadId(parts.get(2)));
    }

    private static long toRevision(String part) {
        long revision = Long.parseLong(part);
        if (revision < 0) {
            throw new IllegalArgumentException("The revision must not be negative");
        }
        return revision;
    }

    private static String pageQuery(UserId user, Folder folder) {
        return "ListInbox|" + user + "|" + folder;
    }

    private static String resumeQuery(UserId user) {
        return "WatchInbox|" + user;
    }
}

package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameIds;
import dev.parley.message.log.Head;
import dev.parley.message.log.LogListener;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// Stores fences. It holds the lock of the thread's head, so a batch of sends sees either fence as a whole: once the
/// new one is committed, no later send is let in by the old one.
final class FenceWriter {

    private static final String OPEN = """
            insert into thread_head (sequence, ordinal, create_time, fence_version, relay_pending, thread_id)
            values (0, 0, 'epoch', 0, false, ?) on conflict (thread_id) do nothing
            """;
    private static final String LOCK =
            "select sequence, ordinal, create_time, fence_version from thread_head where thread_id = ? for update";
    private static final String NOTICE = """
            insert into frame (thread_id, sequence, ordinal, create_time, kind, screening, message_id, user_ids)
            values (?, ?, ?, ?, ?, 0, ?, ?)
            """;
    private static final String MOVE = """
            update thread_head set sequence = ?, create_time = ?, fence_version = ?, relay_pending = relay_pending or ?
            where thread_id = ?
            """;

    private final Database database;
    private final Clock clock;
    private final LogListener listener;

    /// What came of a fence.
    ///
    /// @param stored the fence that is stored now
    private record Outcome(Fence stored, List<Frame> notices) {}

    FenceWriter(Database database, Clock clock, LogListener listener) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
    }

    /// Stores the fence when it is newer, tells the listener, and returns the version that is stored now. The listener
    /// is told of the stored fence also when it comes again, because a first commit's answer may have been lost.
    long set(Fence fence) {
        Outcome outcome = database.transaction(connection -> store(connection, fence));
        if (!outcome.notices().isEmpty()) {
            listener.appended(fence.thread(), outcome.notices());
        }
        listener.fenced(outcome.stored());
        return outcome.stored().version();
    }

    private Outcome store(Connection connection, Fence fence) throws SQLException {
        StoredHead head = lock(connection, fence.thread());
        if (fence.version() <= head.fenceVersion()) {
            return new Outcome(FenceTable.find(connection, fence.thread()).orElseThrow(), List.of());
        }
        List<Frame> notices = FenceTable.find(connection, fence.thread())
                .map(old -> notices(old, fence, head))
                .orElse(List.of());
        for (Frame notice : notices) {
            insert(connection, notice);
        }
        FenceTable.put(connection, fence);
        move(connection, fence, head, notices);
        return new Outcome(fence, notices);
    }

    private static StoredHead lock(Connection connection, ThreadId thread) throws SQLException {
        try (var open = connection.prepareStatement(OPEN);
                var lock = connection.prepareStatement(LOCK)) {
            open.setString(1, thread.value());
            open.executeUpdate();
            lock.setString(1, thread.value());
            return Rows.first(
                            lock,
                            row -> new StoredHead(
                                    new Head(row.getLong(1), row.getLong(2)),
                                    row.getTimestamp(3).toInstant(),
                                    row.getLong(4)))
                    .orElseThrow();
        }
    }

    private List<Frame> notices(Fence old, Fence fence, StoredHead head) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant createTime = now.isBefore(head.createTime()) ? head.createTime() : now;
        var notices = new ArrayList<Frame>();
        List<UserId> joined =
                missing(old.participants().keySet(), fence.participants().keySet());
        List<UserId> left =
                missing(fence.participants().keySet(), old.participants().keySet());
        if (!joined.isEmpty()) {
            notices.add(notice(fence, "joined", new Frame.Joined(joined), head.head(), createTime));
        }
        if (!left.isEmpty()) {
            Head last = notices.isEmpty() ? head.head() : notices.getLast().head();
            notices.add(notice(fence, "left", new Frame.Left(left), last, createTime));
        }
        return notices;
    }

    private static Frame notice(Fence fence, String notice, Frame.Content content, Head last, Instant createTime) {
        return new Frame(
                fence.thread(),
                last.sequence() + 1,
                last.ordinal(),
                FrameIds.ofNotice(fence.thread(), fence.version(), notice),
                createTime,
                content);
    }

    private static List<UserId> missing(Set<UserId> among, Set<UserId> users) {
        return users.stream()
                .filter(user -> !among.contains(user))
                .sorted(Comparator.comparing(UserId::value))
                .toList();
    }

    private static void insert(Connection connection, Frame notice) throws SQLException {
        try (var insert = connection.prepareStatement(NOTICE)) {
            insert.setString(1, notice.thread().value());
            insert.setLong(2, notice.sequence());
            insert.setLong(3, notice.ordinal());
            insert.setTimestamp(4, Timestamp.from(notice.createTime()));
            Function<List<UserId>, String[]> ids =
                    users -> users.stream().map(UserId::value).toArray(String[]::new);
            switch (notice.content()) {
                case Frame.Joined(var users) -> {
                    insert.setInt(5, FrameTable.JOINED);
                    insert.setObject(7, ids.apply(users));
                }
                case Frame.Left(var users) -> {
                    insert.setInt(5, FrameTable.LEFT);
                    insert.setObject(7, ids.apply(users));
                }
                case Frame.Text text -> throw new IllegalArgumentException("A text is no notice");
            }
            insert.setString(6, notice.messageId().value());
            insert.executeUpdate();
        }
    }

    private static void move(Connection connection, Fence fence, StoredHead head, List<Frame> notices)
            throws SQLException {
        try (var move = connection.prepareStatement(MOVE)) {
            long sequence = head.head().sequence() + notices.size();
            Instant createTime =
                    notices.isEmpty() ? head.createTime() : notices.getLast().createTime();
            move.setLong(1, sequence);
            move.setTimestamp(2, Timestamp.from(createTime));
            move.setLong(3, fence.version());
            move.setBoolean(4, !notices.isEmpty());
            move.setString(5, fence.thread().value());
            move.executeUpdate();
        }
    }
}

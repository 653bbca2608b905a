package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The log on PostgreSQL: sends go through lanes in batches; a page is one query.
@Singleton
@Bean(
        preDestroy = "close",
        typed = {MessageLog.class, PostgresMessageLog.class})
public final class PostgresMessageLog implements MessageLog, AutoCloseable {

    private static final String PAGE = """
            select h.sequence as head_sequence, h.ordinal as head_ordinal, h.fence_version, %1$s
            from thread_head h
            left join lateral (
                select * from frame where thread_id = h.thread_id and sequence %2$s ? order by sequence %3$s limit ?
            ) f on true
            where h.thread_id = ? order by f.sequence %3$s
            """;
    private static final String BEFORE = PAGE.formatted(FrameTable.COLUMNS, "<", "desc");
    private static final String AFTER = PAGE.formatted(FrameTable.COLUMNS, ">", "asc");
    private static final String FIND = "select h.fence_version, " + FrameTable.COLUMNS
            + " from frame f join thread_head h on h.thread_id = f.thread_id where f.message_id = any (?)";
    private static final String POSITIONS =
            "select thread_id, sequence, ordinal, fence_version from thread_head where thread_id = any (?)";

    private final Database database;
    private final FenceWriter fences;
    private final List<AppendLane> lanes;

    /// Starts the lanes; each takes its connection with its first batch.
    public PostgresMessageLog(
            @Named("message") Database database, Clock clock, LogListener listener, PostgresLogConfig config) {
        this.database = database;
        this.fences = new FenceWriter(database, clock, listener);
        this.lanes = IntStream.range(0, config.lanes())
                .mapToObj(lane -> AppendLane.start(
                        "message-lane-" + lane,
                        new BatchWriter(database.dataSource(), config.responseTimeout(), clock, listener),
                        config))
                .toList();
    }

    @Override
    public CompletableFuture<Appended> append(Append append) {
        var pending = new PendingAppend(append);
        lane(pending.thread()).submit(pending);
        return pending.result();
    }

    private AppendLane lane(ThreadId thread) {
        return lanes.get(Math.floorMod(thread.value().hashCode(), lanes.size()));
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(FIND)) {
                query.setObject(1, Columns.texts(ids.keySet(), MessageId::value));
                return Rows.list(query, row -> new Found(FrameTable.read(row), row.getLong("fence_version"))).stream()
                        .filter(found -> found.frame()
                                .thread()
                                .equals(ids.get(found.frame().messageId())))
                        .toList();
            }
        });
    }

    @Override
    public Optional<Page> before(ThreadId thread, long sequence, int limit) {
        return page(BEFORE, thread, sequence, limit)
                .map(page -> new Page(page.frames().reversed(), page.more(), page.position()));
    }

    @Override
    public Optional<Page> after(ThreadId thread, long sequence, int limit) {
        return page(AFTER, thread, sequence, limit);
    }

    @Override
    public Map<ThreadId, Fence> fences(Collection<ThreadId> threads) {
        return database.read(connection -> FenceTable.find(connection, threads)).stream()
                .collect(Collectors.toMap(Fence::thread, Function.identity()));
    }

    @Override
    public Map<ThreadId, Position> positions(Collection<ThreadId> threads) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(POSITIONS)) {
                query.setObject(1, Columns.texts(threads, ThreadId::value));
                var positions = new HashMap<ThreadId, Position>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        var head = new Head(rows.getLong("sequence"), rows.getLong("ordinal"));
                        positions.put(
                                new ThreadId(rows.getString("thread_id")),
                                new Position(head, rows.getLong("fence_version")));
                    }
                }
                return positions;
            }
        });
    }

    @Override
    public long setFence(Fence fence) {
        long version = fences.set(fence);
        lane(fence.thread()).moved(fence.thread());
        return version;
    }

    /// Ends the lanes: what is being written is finished, what waits fails with `StoreUnavailable`.
    @Override
    public void close() {
        lanes.forEach(AppendLane::close);
    }

    /// One row more than the limit tells whether there are more. All rows are of one snapshot.
    private Optional<Page> page(String sql, ThreadId thread, long sequence, int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(sql)) {
                query.setLong(1, sequence);
                query.setInt(2, limit + 1);
                query.setString(3, thread.value());
                return page(query, limit);
            }
        });
    }

    private static Optional<Page> page(PreparedStatement query, int limit) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            var head = new Head(rows.getLong("head_sequence"), rows.getLong("head_ordinal"));
            var position = new Position(head, rows.getLong("fence_version"));
            var frames = new ArrayList<Frame>();
            boolean any = rows.getString("message_id") != null;
            while (any && frames.size() < limit) {
                frames.add(FrameTable.read(rows));
                any = rows.next();
            }
            return Optional.of(new Page(List.copyOf(frames), any, position));
        }
    }
}

package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.log.Change;
import dev.parley.message.log.FenceChange;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.LogListener;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.PendingChange;
import dev.parley.message.postgres.append.AppendLane;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.background.AtOnce;
import dev.parley.platform.background.Ending;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.problem.ProblemException;
import io.micronaut.context.annotation.Bean;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The log on PostgreSQL: changes go through lanes in batches; a page is one query. Pages and messages are read
/// within a share of the connections, so that reads hold up neither fences nor the relay.
@Singleton
@Bean(
        preDestroy = "close",
        typed = {MessageLog.class, FenceStore.class, Ending.class, PostgresMessageLog.class})
public final class PostgresMessageLog implements MessageLog, FenceStore, Ending, AutoCloseable {

    static final String FIND =
            "select h.fence_version, f.content_hash, " + FrameTable.COLUMNS + ", " + FrameTable.OVERLAY
                    + ", " + FrameTable.HIDDEN_FOR
                    + """
             from unnest(?::text[], ?::text[]) as k (thread_id, frame_id)
            cross join lateral (
                select * from frame where frame_id = k.frame_id and thread_id = k.thread_id
                    and %s limit 1
            ) f
            cross join lateral (select fence_version from thread_head where thread_id = f.thread_id limit 1) h
            left join lateral (
                select * from overlay where thread_id = f.thread_id and sequence = f.sequence limit 1
            ) o on true
            """.formatted(FrameTable.LISTED);

    static final String STATES = """
            select h.thread_id, h.sequence as head_sequence, h.ordinal as head_ordinal, h.fence_version,
                h.first_sequence, h.message_sequence, coalesce(r.moves, 0) as cursor_moves, %s
            from thread_head h
            left join lateral (select moves from thread_relay where thread_id = h.thread_id limit 1) r on true
            where h.thread_id = any (?)
            """.formatted(TimelineTable.NAME);

    /// A little longer than a lane waits for its last batch.
    private static final Duration END = Duration.ofSeconds(6);

    private final Database database;
    private final List<AppendLane> lanes;

    /// Starts the lanes; each opens its connection with its first batch.
    public PostgresMessageLog(
            @Named("message") Database database,
            @Named("message") Clock clock,
            LogListener listener,
            PostgresLogConfig config) {
        this.database = database;
        this.lanes = IntStream.range(0, config.lanes())
                .mapToObj(lane ->
                        AppendLane.start("message-lane-" + lane, database.dataSource(), clock, listener, config))
                .toList();
    }

    @Override
    public List<Result> setFences(List<Fence> fences) {
        List<CompletableFuture<Result.Stored>> stored =
                fences.stream().map(fence -> write(new FenceChange(fence))).toList();
        return stored.stream().map(PostgresMessageLog::result).toList();
    }

    private static Result result(CompletableFuture<Result.Stored> stored) {
        try {
            return stored.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof ProblemException problem) {
                return new Result.Failed(problem);
            }
            throw failure;
        }
    }

    @Override
    public <R> CompletableFuture<R> write(Change<R> change) {
        var pending = new PendingChange<>(change);
        lane(pending.thread()).submit(pending);
        return pending.result();
    }

    private AppendLane lane(ThreadId thread) {
        return lanes.get(Math.floorMod(thread.value().hashCode(), lanes.size()));
    }

    @Override
    public List<Found> find(Map<MessageId, ThreadId> ids) {
        var names = List.copyOf(ids.entrySet());
        return database.read(connection -> {
            try (var query = connection.prepareStatement(FIND)) {
                query.setObject(1, Columns.texts(names, name -> name.getValue().value()));
                query.setObject(2, Columns.texts(names, name -> name.getKey().value()));
                return Rows.list(query, row -> {
                    Frame frame = FrameTable.read(row);
                    return new Found(
                            frame,
                            FrameTable.overlay(row, frame),
                            FrameTable.hiddenFor(row),
                            FrameTable.contentHash(row),
                            row.getLong("fence_version"));
                });
            }
        });
    }

    @Override
    public Optional<Page> page(ThreadId thread, PageRequest request) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(PageSql.of(request))) {
                query.setString(1, thread.value());
                query.setLong(2, request.sequence());
                query.setInt(3, request.limit() + 1);
                query.setInt(4, request.bytes());
                query.setString(5, thread.value());
                return page(query, request);
            }
        });
    }

    private static Optional<Page> page(PreparedStatement query, PageRequest request) throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            LogState state = state(rows);
            long found = rows.getLong("found");
            var frames = new ArrayList<Frame>();
            var overlays = new HashMap<Long, Overlay>();
            var hidden = new HashMap<Long, Set<UserId>>();
            boolean any = found > 0;
            while (any && frames.size() < request.limit()) {
                Frame frame = FrameTable.read(rows);
                frames.add(frame);
                FrameTable.overlay(rows, frame).ifPresent(overlay -> overlays.put(frame.sequence(), overlay));
                Set<UserId> viewers = FrameTable.hiddenFor(rows);
                if (!viewers.isEmpty()) {
                    hidden.put(frame.sequence(), viewers);
                }
                any = rows.next();
            }
            List<Frame> inOrder = request.direction() == PageRequest.Direction.BEFORE ? frames.reversed() : frames;
            return Optional.of(new Page(List.copyOf(inOrder), overlays, hidden, found > frames.size(), state));
        }
    }

    @Override
    public Map<ThreadId, Fence> fences(Collection<ThreadId> threads) {
        return database.withConnection(connection -> FenceTable.find(connection, threads)).stream()
                .collect(Collectors.toMap(Fence::thread, Function.identity()));
    }

    @Override
    public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
        return database.withConnection(connection -> {
            try (var query = connection.prepareStatement(STATES)) {
                query.setObject(1, Columns.texts(threads, ThreadId::value));
                var states = new HashMap<ThreadId, LogState>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        states.put(new ThreadId(rows.getString("thread_id")), state(rows));
                    }
                }
                return states;
            }
        });
    }

    @Override
    public Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions) {
        return database.withConnection(connection -> TimelineTable.diverged(connection, since, positions));
    }

    @Override
    public void beginTimeline(Timeline current) {
        database.withConnection(connection -> {
            TimelineTable.begin(connection, current);
            return true;
        });
    }

    private static LogState state(ResultSet row) throws SQLException {
        return new LogState(
                new Head(row.getLong("head_sequence"), row.getLong("head_ordinal")),
                row.getLong("fence_version"),
                row.getLong("first_sequence"),
                row.getLong("message_sequence"),
                row.getLong("cursor_moves"),
                TimelineTable.read(row));
    }

    /// Stops the lanes: writes in flight finish, waiting changes fail with `StoreUnavailable`.
    @Override
    public void end() {
        close();
    }

    /// Closes all lanes at the same time.
    @Override
    public void close() {
        AtOnce.run(
                "shutdown of a lane",
                lanes.stream().<Runnable>map(lane -> lane::close).toList(),
                END);
    }
}

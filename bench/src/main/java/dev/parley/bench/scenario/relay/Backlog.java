package dev.parley.bench.scenario.relay;

import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.CpuMeter;
import dev.parley.bench.scenario.FigureSheet;
import dev.parley.bench.scenario.Population;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.ServerStore;
import dev.parley.bench.scenario.Stage;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.WatchThreadRequest;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Measures how long the relay needs for a backlog that it finds: frames that are in the log and marked, but
/// of which the inbox knows nothing. They are written into the store in one transaction. Meanwhile one client
/// marks, lists cursors and starts feeds in the same threads.
public final class Backlog implements Scenario {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int SHARDS = 32;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    /// Both users of each thread have sent half of the new frames.
    private static final String FILL = """
            create temporary table grown on commit drop as
                select h.thread_id, h.sequence, h.ordinal, u.users, u.shard from message.thread_head h
                join (
                    select split_part(pair, ' ', 1) as thread_id, split_part(pair, ' ', 4)::int as shard,
                        array[split_part(pair, ' ', 2), split_part(pair, ' ', 3)] as users
                    from unnest(string_to_array('%1$s', ',')) as pair
                ) u on u.thread_id = h.thread_id;
            insert into message.frame (sequence, ordinal, create_time, kind, thread_id, frame_id, actor_id, body)
                select g.sequence + i, g.ordinal + i, now(), 1, g.thread_id,
                    'msg_' || md5(g.thread_id || (g.sequence + i)), g.users[1 + i %% 2], 'Backlog ' || i
                from generate_series(1, %2$d) i, grown g;
            update message.thread_head h set sequence = h.sequence + %2$d, ordinal = h.ordinal + %2$d,
                message_sequence = h.sequence + %2$d, create_time = now()
                from grown g where g.thread_id = h.thread_id;
            insert into message.dirty_thread (shard, thread_id)
                select shard, thread_id from grown on conflict do nothing
            """;

    private final String name;
    private final int threads;
    private final int frames;

    /// Puts this many frames into each of this many threads of two users.
    public Backlog(String name, int threads, int frames) {
        this.name = name;
        this.threads = threads;
        this.frames = frames;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String shows() {
        return "how soon the inbox has the new frames of %,d threads, %,d in each, and what readers wait for meanwhile"
                .formatted(threads, frames);
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException, SQLException {
        stage.ensureWarm();
        int count = stage.plan().isQuick() ? threads / 10 : threads;
        stage.progress().step("creating %,d two-person threads".formatted(count));
        List<String> users = stage.population().users(2 * count);
        List<String> ids = Population.each(
                count, i -> stage.connections().user(users.get(2 * i), i).direct(users.get(2 * i + 1)));
        try (ServerStore store = stage.store()) {
            Bounded.require(PATIENCE, "The relay did not come to rest", () -> isTold(store));
            stage.progress().step("writing %,d frames".formatted((long) count * frames));
            store.run(FILL.formatted(pairs(ids, users), frames));
            return measure(stage, store, ids, users);
        }
    }

    private static String pairs(List<String> ids, List<String> users) {
        var pairs = new ArrayList<String>();
        for (int i = 0; i < ids.size(); i++) {
            int shard = Math.floorMod(ids.get(i).hashCode(), SHARDS);
            pairs.add(ids.get(i) + " " + users.get(2 * i) + " " + users.get(2 * i + 1) + " " + shard);
        }
        return String.join(",", pairs);
    }

    private Outcome measure(Stage stage, ServerStore store, List<String> ids, List<String> users)
            throws InterruptedException {
        long begin = System.nanoTime();
        var told = CompletableFuture.supplyAsync(() -> {
            Bounded.require(PATIENCE, "The inbox was not told", () -> isTold(store));
            return System.nanoTime() - begin;
        });
        var reads = new Reads(stage, ids, users);
        CpuMeter.Reading before = stage.cpu();
        reads.run(told);
        double seconds = told.join() / NANOS_PER_SECOND;
        Map<String, Double> cpu = stage.cpu().since(before);
        var sheet = new FigureSheet()
                .add(Figure.once("until told", "s", seconds))
                .add(Figure.once("heads", "/s", ids.size() / seconds))
                .add(Figure.once("frames", "/s", (double) ids.size() * frames / seconds));
        reads.addTo(sheet);
        cpu.forEach((who, share) -> sheet.add(Figure.once("cpu of " + who, "%", share)));
        var violations = new ArrayList<String>();
        for (int i = 0; i < ids.size(); i += Math.max(1, ids.size() / 50)) {
            long shown = stage.connections()
                    .user(users.get(2 * i), i)
                    .row(ids.get(i))
                    .getAsOfSequence();
            if (shown < frames) {
                violations.add("a row is exact up to " + shown + " of " + frames);
            }
        }
        String setting = "%,d threads of two with %,d new frames each, written to the store at once; one client beside"
                .formatted(ids.size(), frames);
        return new Outcome(name, "once", setting, sheet.figures(), ceilings(), reads.tally.errors(), violations);
    }

    private static boolean isTold(ServerStore store) {
        try {
            Thread.sleep(LOOK);
            return store.untold() == 0;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /// What a client does meanwhile, each thread once and in turn.
    private static final class Reads {

        private final Stage stage;
        private final List<String> ids;
        private final List<String> users;
        private final Tally tally = new Tally();
        private final Map<String, Tally> times =
                Map.of("MarkRead", new Tally(), "ListCursors", new Tally(), "start of a feed", new Tally());
        private int next;

        Reads(Stage stage, List<String> ids, List<String> users) {
            this.stage = stage;
            this.ids = ids;
            this.users = users;
        }

        /// Goes on until the backlog is told, and at least ten times.
        void run(CompletableFuture<Long> told) {
            for (int round = 0; !told.isDone() || round < 10; round++) {
                int thread = (int) ((next++ * 7919L) % ids.size());
                User user = stage.connections().user(users.get(2 * thread), thread);
                time("MarkRead", () -> user.markRead(ids.get(thread), 1));
                time("ListCursors", () -> user.cursors(ids.get(thread)));
                time("start of a feed", () -> startFeed(user, ids.get(thread)));
            }
        }

        private static void startFeed(User user, String thread) {
            var request = WatchThreadRequest.newBuilder().setThreadId(thread).build();
            ThreadFollower feed = user.follow(request, ThreadFollower.eager(0));
            feed.awaitCaughtUp(1);
            feed.close();
        }

        private void time(String what, Runnable call) {
            long begin = System.nanoTime();
            try {
                call.run();
                times.get(what).answered(System.nanoTime() - begin);
            } catch (RuntimeException failure) {
                tally.failed(what + " failed: " + failure.getMessage());
            }
        }

        void addTo(FigureSheet sheet) {
            times.forEach((what, spent) -> {
                var answers = spent.cut().answers();
                sheet.add(Figure.once(what + " p50", "ms", answers.getValueAtPercentile(50) / NANOS_PER_MILLI));
                sheet.add(Figure.once(what + " p99", "ms", answers.getValueAtPercentile(99) / NANOS_PER_MILLI));
                sheet.add(Figure.once(what + " max", "ms", answers.getMaxValue() / NANOS_PER_MILLI));
            });
        }
    }
}

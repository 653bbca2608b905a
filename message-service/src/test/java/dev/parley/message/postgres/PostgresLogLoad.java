package dev.parley.message.postgres;

import dev.parley.message.domain.Draft;
import dev.parley.message.domain.Fence;
import dev.parley.message.domain.Frame;
import dev.parley.message.domain.LogListener;
import dev.parley.message.domain.MessageLog.Append;
import dev.parley.message.domain.ThreadId;
import dev.parley.message.domain.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/// Measures how many sends a second the engine takes alone, beside a relay that takes the dirty heads, and what bare
/// commits of as many rows the database does. Not a test: run its main method.
///
/// Arguments, each with a default: seconds (15), sends in flight (512), lanes (2).
final class PostgresLogLoad {

    private static final int THREADS = 100;
    private static final String TEXT = "x".repeat(200);
    private static final Duration RELAY_PAUSE = Duration.ofMillis(50);

    private PostgresLogLoad() {}

    static void main(String[] arguments) throws InterruptedException {
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 15;
        int inFlight = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 512;
        int lanes = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        var database = LogDatabase.create(); db = database;
        var config = new PostgresLogConfig(lanes, 256, 20_000, Duration.ofSeconds(3));
        try (var pool = database.pool();
                var log = new PostgresMessageLog(LogDatabase.on(pool), Clock.systemUTC(), new Silence(), config)) {
            List<ThreadId> threads = IntStream.range(0, THREADS)
                    .mapToObj(thread -> new ThreadId("thr_load" + thread))
                    .toList();
            threads.forEach(thread -> log.setFence(new Fence(
                    thread, 1, Fence.Status.OPEN, Map.of(new UserId("usr_a"), false, new UserId("usr_b"), false))));
            var relay = new PostgresDirtyHeads(LogDatabase.on(pool));
            var stop = new AtomicBoolean();
            var told = new LongAdder();
            if (arguments.length > 3) stop.set(true);
            var relaying = Thread.ofVirtual().start(() -> relay(relay, stop, told));
            System.out.printf("bare commits of 128 rows: %,.0f rows/s%n", bareRows(pool, lanes));
            send(log, threads, inFlight, seconds);
            stop.set(true);
            relaying.join();
            System.out.printf("frames stored %,d%n", database.number("select count(*) from frame"));
            System.out.printf("heads updated %,d, of them HOT %,d%n",
                    database.number("select n_tup_upd from pg_stat_user_tables where relname = 'thread_head'"),
                    database.number("select n_tup_hot_upd from pg_stat_user_tables where relname = 'thread_head'"));
            System.out.printf("relay: %d rounds, %.1f ms each%n", rounds.sum(), relayNanos.sum() / 1e6 / Math.max(1, rounds.sum()));
        }
    }

    private static final LongAdder rounds = new LongAdder();
    private static final LongAdder relayNanos = new LongAdder();

    private static void send(PostgresMessageLog log, List<ThreadId> threads, int inFlight, int seconds)
            throws InterruptedException {
        var permits = new Semaphore(inFlight);
        long jvm0 = jvmNanos();
        long warm = 0;
        long pg0 = pgNanos();
        var acked = new LongAdder();
        var failed = new LongAdder();
        long start = System.nanoTime();
        long last = start;
        long lastAcked = 0;
        for (long next = 0; System.nanoTime() - start < seconds * 1_000_000_000L; next++) {
            permits.acquire();
            var thread = threads.get((int) (next % threads.size()));
            var sender = new UserId(next / threads.size() % 2 == 0 ? "usr_a" : "usr_b");
            var draft = new Draft(thread, sender, "request" + next, TEXT, Optional.empty());
            log.append(new Append(draft, 1, true)).whenComplete((appended, failure) -> {
                (failure == null ? acked : failed).increment();
                permits.release();
            });
            if (warm == 0 && System.nanoTime() - start > 5_000_000_000L) { warm = acked.sum(); jvm0 = jvmNanos(); pg0 = pgNanos(); }
            if (next % 1000 == 0 && System.nanoTime() - last > 1_000_000_000L) {
                long now = System.nanoTime();
                System.out.printf("%,.0f/s ", (acked.sum() - lastAcked) * 1e9 / (now - last));
                last = now;
                lastAcked = acked.sum();
            }
        }
        permits.acquire(inFlight);
        System.out.printf("%nfailed %d%n", failed.sum());
        System.out.printf("CPU a send: JVM %.1f us, PostgreSQL %.1f us%n", (jvmNanos() - jvm0) / 1e3 / (acked.sum() - warm), (pgNanos() - pg0) / 1e3 / (acked.sum() - warm));
    }

    /// What the database alone does: rows of the same size with one key, over as many connections.
    private static double bareRows(javax.sql.DataSource pool, int connections) throws InterruptedException {
        int batch = 128;
        var rows = new LongAdder();
        long start = System.nanoTime();
        long end = start + 4_000_000_000L;
        var workers = IntStream.range(0, connections).mapToObj(worker -> Thread.ofPlatform().start(() -> {
            try (var connection = pool.getConnection(); var statement = connection.createStatement()) {
                statement.execute("create table bare" + worker + " (id bigint primary key, body text)");
                try (var insert = connection.prepareStatement("insert into bare" + worker + " select * from unnest(?::int8[], ?::text[])")) {
                    var texts = new String[batch];
                    java.util.Arrays.fill(texts, TEXT);
                    for (long next = 0; System.nanoTime() < end; next += batch) {
                        insert.setObject(1, java.util.stream.LongStream.range(next, next + batch).toArray());
                        insert.setObject(2, texts);
                        insert.executeUpdate();
                        rows.add(batch);
                    }
                }
            } catch (java.sql.SQLException failure) {
                throw new IllegalStateException(failure);
            }
        })).toList();
        for (Thread worker : workers) { worker.join(); }
        return rows.sum() * 1e9 / (System.nanoTime() - start);
    }

    private static LogDatabase db;

    private static long jvmNanos() {
        return ((com.sun.management.OperatingSystemMXBean) java.lang.management.ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static long pgNanos() {
        long ticks = 0;
        for (long pid : db.numbers("select pid from pg_stat_activity")) {
            try {
                String[] f = java.nio.file.Files.readString(java.nio.file.Path.of("/proc/" + pid + "/stat")).split(" ");
                ticks += Long.parseLong(f[13]) + Long.parseLong(f[14]);
            } catch (java.io.IOException gone) { }
        }
        return ticks * 10_000_000L;
    }

    private static void relay(PostgresDirtyHeads relay, AtomicBoolean stop, LongAdder told) {
        while (!stop.get()) {
            long start = System.nanoTime();
            var dirty = relay.dirty(200);
            relay.told(dirty);
            told.add(dirty.size());
            rounds.increment();
            relayNanos.add(System.nanoTime() - start);
            java.util.concurrent.locks.LockSupport.parkNanos(RELAY_PAUSE.toNanos());
        }
    }

    private static final class Silence implements LogListener {
        @Override
        public void appended(ThreadId thread, List<Frame> frames) {}

        @Override
        public void fenced(Fence fence) {}
    }
}

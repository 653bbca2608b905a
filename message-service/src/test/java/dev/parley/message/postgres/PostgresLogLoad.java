package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.ContractLog;
import dev.parley.message.log.Draft;
import dev.parley.message.log.MessageLogContractStore;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.log.Post;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.Place;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/// Measures how many sends a second the engine alone processes while a relay takes the dirty heads. For
/// comparison, also measures how many rows of that size plain commits write to the same database. This is not
/// a test: it has a main method.
///
/// Arguments, each with a default: seconds (15; the first five do not count), sends in flight (512), lanes
/// (2).
final class PostgresLogLoad {

    private static final int THREADS = Integer.getInteger("threads", 100);
    private static final List<Integer> ALL =
            IntStream.range(0, DirtyHeads.SHARDS).boxed().toList();
    private static final int BARE_BATCH = 128;
    private static final String TEXT = "x".repeat(200);
    private static final Duration WARM_UP = Duration.ofSeconds(5);
    private static final Duration BARE = Duration.ofSeconds(4);
    private static final Duration RELAY_PAUSE = Duration.ofMillis(50);

    private final ContractLog log;
    private final List<ThreadId> threads;
    private final LongAdder acked = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder rounds = new LongAdder();
    private final LongAdder roundNanos = new LongAdder();
    private final AtomicBoolean over = new AtomicBoolean();

    private PostgresLogLoad(ContractLog log) {
        this.log = log;
        this.threads = IntStream.range(0, THREADS)
                .mapToObj(thread -> MessageLogContractStore.newThread(log))
                .toList();
    }

    static void main(String[] arguments) throws InterruptedException {
        int seconds = argument(arguments, 0, 15);
        int inFlight = argument(arguments, 1, 512);
        int lanes = argument(arguments, 2, 2);
        var database = LogDatabase.create();
        try (var pool = database.pool();
                var engine = new PostgresEngine(pool)) {
            System.out.printf("bare commits of %d rows: %,.0f rows/s%n", BARE_BATCH, bareRows(pool, lanes));
            var config = new PostgresLogConfig(lanes, 256, 20_000, Duration.ofSeconds(3));
            var load = new PostgresLogLoad(engine.open(Clock.systemUTC(), new SilentListener(), config));
            Thread relay = Thread.ofVirtual().start(() -> load.relay(engine.dirtyHeads()));
            load.send(Duration.ofSeconds(seconds), inFlight);
            load.over.set(true);
            relay.join();
            System.out.printf(
                    "relay: %d rounds, %.1f ms each%n",
                    load.rounds.sum(), load.roundNanos.sum() / 1e6 / load.rounds.sum());
            System.out.printf(
                    "stored %,d; heads rewritten %,d times, %,d of them HOT%n",
                    database.number("select count(*) from frame"),
                    database.number("select n_tup_upd from pg_stat_user_tables where relname = 'thread_head'"),
                    database.number("select n_tup_hot_upd from pg_stat_user_tables where relname = 'thread_head'"));
        }
    }

    private static int argument(String[] arguments, int place, int standard) {
        return arguments.length > place ? Integer.parseInt(arguments[place]) : standard;
    }

    private void send(Duration time, int inFlight) throws InterruptedException {
        var permits = new Semaphore(inFlight);
        long start = System.nanoTime();
        long warm = 0;
        long warmAt = 0;
        for (long next = 0; System.nanoTime() - start < time.toNanos(); next++) {
            permits.acquire();
            log.append(append(next)).whenComplete((appended, failure) -> {
                (failure == null ? acked : failed).increment();
                permits.release();
            });
            if (warmAt == 0 && System.nanoTime() - start > WARM_UP.toNanos()) {
                warm = acked.sum();
                warmAt = System.nanoTime();
            }
        }
        permits.acquire(inFlight);
        double rate = (acked.sum() - warm) * 1e9 / (System.nanoTime() - warmAt);
        System.out.printf("engine: %,.0f sends/s, %d failed%n", rate, failed.sum());
    }

    private Post append(long number) {
        ThreadId thread = threads.get((int) (number % THREADS));
        UserId sender = number / THREADS % 2 == 0 ? MessageLogContractStore.ALICE : MessageLogContractStore.BOB;
        return MessageLogContractStore.post(new Draft(thread, sender, "request-" + number, TEXT, Optional.empty()));
    }

    private void relay(DirtyHeads heads) {
        while (!over.get()) {
            long start = System.nanoTime();
            heads.settle(heads.dirty(ALL, Place.START, 200));
            rounds.increment();
            roundNanos.add(System.nanoTime() - start);
            LockSupport.parkNanos(RELAY_PAUSE.toNanos());
        }
    }

    private static double bareRows(DataSource pool, int connections) throws InterruptedException {
        var rows = new LongAdder();
        long start = System.nanoTime();
        List<Thread> workers = IntStream.range(0, connections)
                .mapToObj(worker -> Thread.ofPlatform().start(() -> insertBare(pool, "bare_" + worker, rows)))
                .toList();
        for (Thread worker : workers) {
            worker.join();
        }
        return rows.sum() * 1e9 / (System.nanoTime() - start);
    }

    private static void insertBare(DataSource pool, String table, LongAdder rows) {
        var texts = new String[BARE_BATCH];
        Arrays.fill(texts, TEXT);
        String sql = "insert into " + table + " select * from unnest(?::int8[], ?::text[])";
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table " + table + " (id bigint primary key, body text)");
            try (var insert = connection.prepareStatement(sql)) {
                long end = System.nanoTime() + BARE.toNanos();
                for (long next = 0; System.nanoTime() < end; next += BARE_BATCH) {
                    insert.setObject(
                            1, LongStream.range(next, next + BARE_BATCH).toArray());
                    insert.setObject(2, texts);
                    insert.executeUpdate();
                    rows.add(BARE_BATCH);
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}

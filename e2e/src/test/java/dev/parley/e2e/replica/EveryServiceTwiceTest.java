package dev.parley.e2e.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.process.Fleet;
import dev.parley.e2e.process.Fleet.Replica;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Two processes of every service, of which some pause and some are killed in the middle of their work.
///
/// `-Dparley.pauses=200` makes it long. The seed of the faults is printed with the figures.
@Tag("full")
@ResourceLock(Fleet.LOCK)
final class EveryServiceTwiceTest {

    private static final int PAUSES = Integer.getInteger("parley.pauses", 20);
    private static final int PAUSES_BETWEEN_KILLS = 5;

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration OTHERS = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(10);

    /// The pools of two processes of each service, and one session more in each for the health check.
    private static final int SESSIONS = 2 * (12 + 8 + 8 + 8 + 4);

    /// A process that starts also has a session for its migrations.
    private static final int MORE_AT_START = 2;

    /// So many sends before the first fault, because new processes are slow.
    private static final int WARM = 1_000;

    private static final Duration THINKING = Duration.ofMillis(60);

    private final Random random = new Random();
    private final Map<String, Integer> pauses = new HashMap<>();
    private volatile boolean over;
    private int kills;

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void pausesAndKillsDelayNobodyElseAndLoseNothing() throws Exception {
        long seed = Long.getLong("parley.seed", System.nanoTime());
        random.setSeed(seed);
        try (var folder = ScratchFolder.create();
                var fleet = new Fleet(folder, 2);
                var sessions = new Sessions(fleet.database());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            fleet.start();
            var absences = new Absences(fleet);
            var calls = new Calls(absences);
            var town = new Town(fleet, absences, calls);
            town.settle();
            var blockers = new Blockers(fleet, calls);
            List<Future<?>> work = begin(town, blockers, threads);
            town.history().awaitAcked(WARM);
            calls.forget();
            injectAll(fleet, absences);
            over = true;
            for (Future<?> one : work) {
                one.get(QUIET.toSeconds() * 6, TimeUnit.SECONDS);
            }
            LockSupport.parkNanos(1);
            town.check();
            blockers.check();
            report(seed, town, blockers, calls, sessions);
            assertThat(calls.ofOthers().getFirst().time())
                    .as("the longest call of a process that was not away")
                    .isLessThan(OTHERS);
            assertThat(sessions.most().sessions()).isLessThanOrEqualTo(SESSIONS + MORE_AT_START);
            assertThat(sessions.now().sessions()).isLessThanOrEqualTo(SESSIONS);
        }
    }

    private List<Future<?>> begin(Town town, Blockers blockers, ExecutorService threads) {
        var work = new ArrayList<Future<?>>();
        for (String user : town.users()) {
            for (int number = 0; number < 2; number++) {
                int at = number;
                work.add(threads.submit(() -> {
                    while (!over) {
                        town.act(user, at);
                        LockSupport.parkNanos(THINKING.toNanos());
                    }
                }));
            }
        }
        work.add(threads.submit(() -> {
            while (!over) {
                blockers.act();
                LockSupport.parkNanos(THINKING.toNanos());
            }
        }));
        work.add(threads.submit(() -> {
            for (int round = 0; !over; round++) {
                town.readers().forEach(MovingReader::moveIfNeeded);
                town.readers().get(round % town.readers().size()).move();
                LockSupport.parkNanos(THINKING.toNanos() * 10);
            }
        }));
        return work;
    }

    private void injectAll(Fleet fleet, Absences absences) throws IOException {
        List<Replica> replicas = fleet.replicas();
        for (int pause = 1; pause <= PAUSES; pause++) {
            settleDown();
            Replica paused = replicas.get((pause + random.nextInt(2) * replicas.size() / 2) % replicas.size());
            absences.pause(paused, SHORTEST.plusMillis(random.nextInt(1_000)));
            pauses.merge(paused.service(), 1, Integer::sum);
            if (pause % PAUSES_BETWEEN_KILLS == 0) {
                settleDown();
                fleet.cross();
                absences.kill(replicas.get(random.nextInt(replicas.size())), Duration.ofMillis(random.nextInt(1_000)));
                kills++;
            }
        }
    }

    private void settleDown() {
        LockSupport.parkNanos(Duration.ofMillis(500 + random.nextInt(1_000)).toNanos());
    }

    private void report(long seed, Town town, Blockers blockers, Calls calls, Sessions sessions) {
        System.out.printf(
                "%nSeed %d: %d pauses %s, %d kills, %d acked sends, %d unknown, %d blocks%n%s%n"
                        + "Sessions: most %s, now %s; stopped inside a transaction: %d times%n",
                seed,
                PAUSES,
                pauses,
                kills,
                town.history().all(Fate.ACKED).size(),
                town.history().all(Fate.UNKNOWN).size(),
                blockers.rounds(),
                calls.report(),
                sessions.most(),
                sessions.now(),
                sessions.held());
    }
}

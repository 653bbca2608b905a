package dev.parley.standalone.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a running PostgreSQL in bounded time: with a clean (fast) shutdown; if that takes too long, with an
/// immediate one; and if it does not even respond to that, with SIGKILL. Each of the three is safe: what was
/// committed is on disk, and the next start recovers it.
///
/// @param fast the time for a clean shutdown, at least one second
/// @param immediate the time for an immediate shutdown, at least one second
/// @param gone the time until its processes are gone, after it has stopped or was killed
record PostgresStop(Duration fast, Duration immediate, Duration gone) {

    /// The limits that apply outside of tests: 18 s in total.
    static final PostgresStop PATIENT =
            new PostgresStop(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(3));

    private static final Logger LOG = LoggerFactory.getLogger(PostgresStop.class);
    private static final Duration LOOK = Duration.ofMillis(5);

    /// Ends a server. Returns whether it has ended.
    boolean end(PostgresPrograms programs, Path directory, ProcessHandle postmaster) {
        if (stops(programs, directory, "fast", fast) && isOver(List.of(postmaster))) {
            return true;
        }
        if (!postmaster.isAlive()) {
            return true;
        }
        LOG.warn("PostgreSQL, process {}, did not stop within {} s", postmaster.pid(), fast.toSeconds());
        if (stops(programs, directory, "immediate", immediate) && isOver(List.of(postmaster))) {
            return true;
        }
        LOG.warn("PostgreSQL, process {}, does not respond and is killed", postmaster.pid());
        return kill(postmaster);
    }

    /// The program returns once the server has deleted the file with its process id, which is its last act.
    private static boolean stops(PostgresPrograms programs, Path directory, String mode, Duration limit) {
        String seconds = Long.toString(limit.toSeconds());
        return programs.run("pg_ctl", "stop", "-D", directory.toString(), "-m", mode, "-w", "-t", seconds)
                .ok();
    }

    /// Also kills its children, which may hang as well; while one lives, no other server can use the data. The
    /// server comes first, because it would replace a child that ends.
    private boolean kill(ProcessHandle postmaster) {
        var all = new ArrayList<>(List.of(postmaster));
        postmaster.descendants().forEach(all::add);
        all.forEach(ProcessHandle::destroyForcibly);
        return isOver(all);
    }

    /// Waits for the end of processes that are about to end. They are not children of this process, for which
    /// the JDK only looks every 300 ms.
    private boolean isOver(List<ProcessHandle> processes) {
        long deadline = System.nanoTime() + gone.toNanos();
        while (processes.stream().anyMatch(ProcessHandle::isAlive)) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }
}

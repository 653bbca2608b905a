package dev.parley.bench.scenario;

import dev.parley.clientkit.process.HeapProbe;
import dev.parley.clientkit.process.ProcessUse;
import dev.parley.clientkit.process.ServerProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How much of the machine the driver, the server and its PostgreSQL use. They share it, so a rate can only
/// be interpreted together with these figures.
public final class CpuMeter {

    private static final String JVM = "server";
    private static final String POSTGRES = "PostgreSQL";

    /// The names of the processes that serve: the server and its PostgreSQL.
    static final List<String> SERVER = List.of(JVM, POSTGRES);

    private final @Nullable ServerProcess server;

    /// Measures this process and, if it is known, a server with its PostgreSQL.
    public CpuMeter(@Nullable ServerProcess server) {
        this.server = server;
    }

    /// The processor time used so far.
    public record Reading(long nanos, Map<String, Duration> used) {

        /// Returns the share of one core that each process has used since an earlier reading, in percent.
        public Map<String, Double> since(Reading earlier) {
            var shares = new LinkedHashMap<String, Double>();
            used.forEach((who, time) -> {
                Duration before = earlier.used.getOrDefault(who, Duration.ZERO);
                shares.put(who, 100.0 * time.minus(before).toNanos() / (nanos - earlier.nanos));
            });
            return shares;
        }
    }

    /// Returns how many bytes of the server's heap are in use after a garbage collection; empty if its process is
    /// not known.
    public OptionalLong heapBytes() {
        if (server == null) {
            return OptionalLong.empty();
        }
        try (var heap = HeapProbe.of(server.process())) {
            return OptionalLong.of(heap.bytes());
        }
    }

    /// Reads the clocks.
    public Reading read() {
        var used = new LinkedHashMap<String, Duration>();
        used.put("driver", ProcessUse.cpu(ProcessHandle.current()));
        if (server != null) {
            used.put(JVM, ProcessUse.cpu(server.process().handle()));
            used.put(POSTGRES, ProcessUse.cpu(server.postgres()));
        }
        return new Reading(System.nanoTime(), used);
    }
}

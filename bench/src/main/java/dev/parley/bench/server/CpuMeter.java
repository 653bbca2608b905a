package dev.parley.bench.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How much of the machine the driver, the server and its PostgreSQL use: they share it, so a rate is only understood
/// beside these.
public final class CpuMeter {

    private final @Nullable ServerProcess server;

    /// Measures this process and, when it is known, a server with its PostgreSQL.
    public CpuMeter(@Nullable ServerProcess server) {
        this.server = server;
    }

    /// The processor time used so far.
    public record Reading(long nanos, Map<String, Duration> used) {

        /// The share of one core that each has used since an earlier reading, in percent.
        public Map<String, Double> since(Reading earlier) {
            var shares = new LinkedHashMap<String, Double>();
            used.forEach((who, time) -> {
                Duration before = earlier.used.getOrDefault(who, Duration.ZERO);
                shares.put(who, 100.0 * time.minus(before).toNanos() / (nanos - earlier.nanos));
            });
            return shares;
        }
    }

    /// Reads the clocks.
    public Reading read() {
        var used = new LinkedHashMap<String, Duration>();
        used.put("driver", of(ProcessHandle.current()));
        if (server != null) {
            used.put("server", of(server.handle()));
            used.put("PostgreSQL", server.postgres().stream().map(CpuMeter::of).reduce(Duration.ZERO, Duration::plus));
        }
        return new Reading(System.nanoTime(), used);
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}

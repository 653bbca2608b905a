package dev.parley.clientkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// How much of the machine a process uses, as far as the system reports it.
public final class ProcessUse {

    private static final long KIBIBYTE = 1024;
    private static final long TICK_MILLIS = 10;

    /// The places of a line of `/proc/stat`: the first eight are times, two of which nobody used.
    private static final int STAT_USED = 8;

    private static final int STAT_IDLE = 3;
    private static final int STAT_WAITS = 4;

    private ProcessUse() {}

    /// Returns the processor time that a process has used so far.
    public static Duration cpu(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /// Returns the processor time that several processes have used so far.
    public static Duration cpu(Collection<ProcessHandle> processes) {
        return processes.stream().map(ProcessUse::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /// Returns the processor time that the whole machine has used so far; zero if the system does not report it. What
    /// a host took from a virtual machine counts as used.
    public static Duration cpuOfMachine() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            long[] ticks = lines.findFirst().stream()
                    .flatMap(line -> Stream.of(line.split(" +")).skip(1))
                    .mapToLong(Long::parseLong)
                    .limit(STAT_USED)
                    .toArray();
            return Duration.ofMillis(TICK_MILLIS * (LongStream.of(ticks).sum() - ticks[STAT_IDLE] - ticks[STAT_WAITS]));
        } catch (IOException unknown) {
            return Duration.ZERO;
        }
    }

    /// Returns the bytes of memory that a process occupies, including buffers outside its heap; 0 if the
    /// system does not report it.
    public static long residentBytes(ProcessHandle process) {
        return kibibytes(process, "status", "VmRSS:") * KIBIBYTE;
    }

    /// Returns the bytes of memory that a process occupies, where a page that several processes share is
    /// divided among them; 0 if the system does not report it.
    public static long sharedOutBytes(ProcessHandle process) {
        return kibibytes(process, "smaps_rollup", "Pss:") * KIBIBYTE;
    }

    private static long kibibytes(ProcessHandle process, String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException unknown) {
            return 0;
        }
    }
}

package dev.parley.bench.report;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The machine on which the figures were measured.
///
/// @param cores the number of processors
/// @param memoryBytes the amount of memory
/// @param jdk the Java version that driver and server run on
/// @param system the operating system
/// @param fileSystem the type of the file system with the data: on `tmpfs` a durable write means nothing
/// @param commit the version of the sources, or `unknown`
public record Machine(int cores, long memoryBytes, String jdk, String system, String fileSystem, String commit) {

    /// Describes this machine, with data in the given directory.
    public static Machine here(Path data) throws IOException {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Files.getFileStore(data).type(),
                sources());
    }

    private static String sources() {
        try {
            Process git = new ProcessBuilder("git", "describe", "--always", "--dirty")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? text : "unknown";
        } catch (IOException unavailable) {
            return "unknown";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}

package dev.parley.bench.server;

import dev.parley.bench.report.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// How much memory a server uses. PostgreSQL's processes share most of theirs, so each page is counted by its share.
public final class Memory {

    private Memory() {}

    /// The resident memory of a server and of its PostgreSQL, in megabytes; nothing where the system does not tell.
    public static List<Figure> of(ServerProcess server) {
        double own = megabytes(server.handle());
        double postgres =
                server.postgres().stream().mapToDouble(Memory::megabytes).sum();
        return own == 0
                ? List.of()
                : List.of(
                        Figure.once("memory of the JVM", "MB", own),
                        Figure.once("memory of PostgreSQL", "MB", postgres));
    }

    private static double megabytes(ProcessHandle process) {
        Path file = Path.of("/proc", Long.toString(process.pid()), "smaps_rollup");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1000)
                    .sum();
        } catch (IOException untold) {
            return 0;
        }
    }
}

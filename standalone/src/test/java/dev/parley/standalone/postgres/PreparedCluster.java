package dev.parley.standalone.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/// The data of a PostgreSQL that was started once and ended cleanly. Tests that do not test how it is created copy
/// it, which takes a fraction of the time.
public final class PreparedCluster {

    private static final List<String> PARTS = List.of("postgres", "keys");

    private PreparedCluster() {}

    /// Puts a copy into a data directory.
    public static void into(Path dataDir) {
        try {
            Files.createDirectories(dataDir.resolve("logs"));
            for (String part : PARTS) {
                copy(Original.DATA_DIR.resolve(part), dataDir.resolve(part));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (!Files.isDirectory(target)) {
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
    }

    /// Created on first use, and deleted when the JVM exits.
    private static final class Original {

        static final Path DATA_DIR = create();

        private static Path create() {
            try {
                Path dataDir = Files.createTempDirectory("parley-prepared").toRealPath();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dataDir)));
                Files.createDirectories(dataDir.resolve("keys"));
                Files.createDirectories(dataDir.resolve("logs"));
                PostgresServer.start(dataDir).close();
                return dataDir;
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        private static void delete(Path dataDir) {
            try {
                Folders.delete(dataDir);
            } catch (IOException left) {
                System.err.println("Left behind, please delete: " + dataDir);
            }
        }
    }
}

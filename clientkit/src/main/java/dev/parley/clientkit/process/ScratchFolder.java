package dev.parley.clientkit.process;

import dev.parley.clientkit.check.Bounded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A new folder for temporary data. Closing it ends a PostgreSQL that still runs on it, and deletes
/// everything.
public final class ScratchFolder implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int DEPTH = 4;

    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /// Creates a folder among the temporary files.
    public static ScratchFolder create() {
        return in(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// Creates a folder in another one, which is also created if it does not exist.
    public static ScratchFolder in(Path parent) {
        try {
            Path folder = Files.createDirectories(parent).toAbsolutePath();
            return new ScratchFolder(Files.createTempDirectory(folder, "parley-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns its path.
    public Path path() {
        return path;
    }

    /// Returns the PostgreSQL that runs on it, if there is one.
    public Optional<ProcessHandle> postgres() {
        return postgresIn(path);
    }

    /// Returns the PostgreSQL that runs on a folder, if there is one. It is not a child of the process that
    /// started it, so it is found through the file that it keeps with its data.
    static Optional<ProcessHandle> postgresIn(Path folder) {
        try (Stream<Path> all = Files.find(
                folder, DEPTH, (file, _) -> file.getFileName().toString().equals("postmaster.pid"))) {
            return all.findFirst().flatMap(ScratchFolder::process);
        } catch (UncheckedIOException ended) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        postgres().ifPresent(ProcessHandle::destroyForcibly);
        if (!Bounded.await(PATIENCE, this::isDeleted)) {
            System.err.println("Left behind, please delete: " + path);
        }
    }

    /// Process ids are reused, so only a process that works in the folder counts.
    private static Optional<ProcessHandle> process(Path file) {
        try {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            Path workplace = Path.of("/proc", Long.toString(pid), "cwd");
            boolean foreign = Files.exists(workplace) && !Files.isSameFile(workplace, file.getParent());
            return foreign ? Optional.empty() : ProcessHandle.of(pid);
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private boolean isDeleted() {
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
            return true;
        } catch (IOException | UncheckedIOException stillWritten) {
            return !Files.exists(path);
        }
    }
}

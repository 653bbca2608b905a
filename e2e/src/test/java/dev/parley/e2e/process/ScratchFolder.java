package dev.parley.e2e.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A new folder for the data of one test. When it is closed, a PostgreSQL that still runs on it is ended and all is
/// deleted.
public final class ScratchFolder implements AutoCloseable {

    private final Path path;

    private ScratchFolder(Path path) {
        this.path = path;
    }

    /// Makes one.
    public static ScratchFolder create() {
        try {
            return new ScratchFolder(Files.createTempDirectory("parley-e2e-"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Where it is.
    public Path path() {
        return path;
    }

    /// The PostgreSQL that runs on it, if there is one.
    public Optional<ProcessHandle> postgres() {
        return find("postmaster.pid").flatMap(ScratchFolder::process);
    }

    @Override
    public void close() {
        postgres().ifPresent(ProcessHandle::destroyForcibly);
        Awaitility.await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
            delete();
            return !Files.exists(path);
        });
    }

    private Optional<Path> find(String name) {
        try (Stream<Path> all = Files.walk(path, 3)) {
            return all.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A process id is used again after a while: only one that works in the folder counts.
    private static Optional<ProcessHandle> process(Path file) {
        try {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            Path workplace = Path.of("/proc", Long.toString(pid), "cwd");
            return Files.exists(workplace) && Files.isSameFile(workplace, file.getParent())
                    ? ProcessHandle.of(pid)
                    : Optional.empty();
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void delete() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

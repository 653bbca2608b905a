package dev.parley.standalone;

import dev.parley.platform.application.StartException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/// The data directory of a standalone Parley, locked by one process at a time:
///
/// ```
/// lock         names the process that holds the lock
/// keys/        the signing key, its public half, the password of PostgreSQL
/// postgres/    the data of PostgreSQL
/// logs/        postgres.log, parley.log
/// .gitignore   keeps all of it out of a repository that the directory is in
/// ```
///
/// Only the user of the process can read what is in it: the directory itself, if it is created here, and `keys/` and
/// `logs/` in any case, are closed to others.
public final class DataDirectory implements AutoCloseable {

    /// A byte far beyond the text, so that others can read the text while it is locked.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Creates the directory if necessary, and locks it until it is closed. The end of the process, for
    /// whatever reason, also releases the lock. Throws [StartException] if another process holds the lock or
    /// the directory is not writable.
    public static DataDirectory open(Path directory) {
        try {
            boolean isNew = Files.notExists(directory);
            Path path = Files.createDirectories(directory).toRealPath();
            if (isNew) {
                close(path);
            }
            close(Files.createDirectories(keysIn(path)));
            close(Files.createDirectories(path.resolve("logs")));
            DataDirectory opened = lock(path);
            create(path.resolve(".gitignore"), "*\n");
            create(opened.log(), "");
            Files.setPosixFilePermissions(opened.log(), PosixFilePermissions.fromString("rw-------"));
            return opened;
        } catch (AccessDeniedException refused) {
            throw new StartException("The data directory " + directory + " cannot be written to.", refused);
        } catch (FileAlreadyExistsException file) {
            throw new StartException(
                    "The data directory " + directory + " cannot be created: " + file.getFile() + " is a file.", file);
        } catch (IOException failure) {
            throw new StartException(
                    "The data directory " + directory + " cannot be created or used" + reason(failure) + ".", failure);
        }
    }

    private static void close(Path directory) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    private static void create(Path file, String content) throws IOException {
        if (Files.notExists(file)) {
            Files.writeString(file, content);
        }
    }

    /// Returns the path of the keys of a data directory.
    public static Path keysIn(Path directory) {
        return directory.resolve("keys");
    }

    /// Returns the directory itself.
    public Path path() {
        return path;
    }

    /// Returns the path of the keys.
    public Path keys() {
        return keysIn(path);
    }

    /// Returns the path of the services' log.
    public Path log() {
        return path.resolve("logs").resolve("parley.log");
    }

    /// Releases the lock.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // The end of the process releases it.
        }
    }

    private static DataDirectory lock(Path path) throws IOException {
        Path file = path.resolve("lock");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw new StartException("The data directory " + path + " is in use by process " + holder + ".");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)));
        return new DataDirectory(path, channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_BYTE, 1, false);
        } catch (OverlappingFileLockException _) {
            return null;
        }
    }

    private static String reason(IOException failure) {
        return failure instanceof FileSystemException known && known.getReason() != null
                ? ": " + known.getReason()
                : "";
    }
}

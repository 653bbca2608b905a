package dev.parley.standalone.postgres;

import dev.parley.platform.application.StartException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The PostgreSQL data on disk. Every user of it must hold the lock of the data directory that contains it.
final class PostgresCluster {

    private static final String MAJOR = "17";
    private static final String USER = "parley";
    private static final String VERSION_FILE = "PG_VERSION";
    private static final String PID_FILE = "postmaster.pid";
    private static final int PASSWORD_BYTES = 24;

    private final Path directory;
    private final Path passwordFile;
    private final PostgresPrograms programs;

    PostgresCluster(Path directory, Path passwordFile, PostgresPrograms programs) {
        this.directory = directory;
        this.passwordFile = passwordFile;
        this.programs = programs;
    }

    Path directory() {
        return directory;
    }

    String user() {
        return USER;
    }

    String password() {
        try {
            return Files.readString(passwordFile).strip();
        } catch (IOException unreadable) {
            throw damaged("its password file " + passwordFile + " is missing or cannot be read", unreadable);
        }
    }

    /// Creates the data if there is none yet, or checks that it looks complete enough to try. Throws
    /// [StartException].
    void prepare() {
        try {
            if (Folders.isEmpty(directory)) {
                initialize();
            } else {
                check();
            }
        } catch (IOException failure) {
            throw new StartException(
                    "The data directory " + directory + " cannot be used: " + failure.getMessage(), failure);
        }
    }

    /// Ends a PostgreSQL that still runs on this data because the process that had started it was killed.
    void endRemnant(PostgresStop stop) {
        Optional<ProcessHandle> remnant = postmaster();
        if (remnant.isPresent() && !stop.end(programs, directory, remnant.get())) {
            throw new StartException("A PostgreSQL of an earlier run, process "
                    + remnant.get().pid() + ", still uses " + directory + " and does not stop.");
        }
        deletePidFile();
    }

    /// Returns the running server of this data, if there is one.
    Optional<ProcessHandle> postmaster() {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(this::isOurs);
    }

    private Optional<Long> pid() {
        try {
            return Files.readString(directory.resolve(PID_FILE))
                    .lines()
                    .findFirst()
                    .map(String::strip)
                    .map(Long::valueOf);
        } catch (IOException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    /// Process ids are reused, so only a `postgres` that works in this directory counts. Root in a container
    /// may not see the working directory of another user's process; then the command line must name the
    /// directory. If the system reports neither, the name of the program must be enough.
    private boolean isOurs(ProcessHandle process) {
        Path processes = Path.of("/proc");
        if (Files.exists(processes.resolve("self"))) {
            try {
                Path workplace = processes.resolve(Long.toString(process.pid())).resolve("cwd");
                return Files.isSameFile(workplace, directory);
            } catch (AccessDeniedException hidden) {
                return isNamedBy(processes.resolve(Long.toString(process.pid())).resolve("cmdline"));
            } catch (IOException untold) {
                return false;
            }
        }
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .orElse(false);
    }

    private boolean isNamedBy(Path commandLine) {
        try {
            return List.of(Files.readString(commandLine).split("\0")).contains(directory.toString());
        } catch (IOException over) {
            return false;
        }
    }

    /// A file that names an unrelated process would keep PostgreSQL from starting.
    private void deletePidFile() {
        try {
            Files.deleteIfExists(directory.resolve(PID_FILE));
        } catch (IOException failure) {
            throw new StartException(
                    "The data directory " + directory + " cannot be written to: " + failure.getMessage(), failure);
        }
    }

    private void check() throws IOException {
        Path file = directory.resolve(VERSION_FILE);
        if (!Files.isReadable(file)) {
            throw damaged("its file " + VERSION_FILE + " is missing or cannot be read", null);
        }
        String version = Files.readString(file).strip();
        if (!version.matches("[0-9.]{1,8}")) {
            throw damaged("its file " + VERSION_FILE + " contains no version", null);
        }
        if (!version.equals(MAJOR)) {
            throw new StartException("The data directory " + directory + " was written by PostgreSQL " + version
                    + ", but this is PostgreSQL " + MAJOR + ".");
        }
        password();
    }

    /// Uses a temporary name until the data is complete, so that a kill in between leaves nothing incomplete.
    private void initialize() throws IOException {
        writePassword();
        Path fresh = directory.resolveSibling(directory.getFileName() + ".new");
        Folders.delete(fresh);
        var result = programs.run(
                "initdb",
                "--pgdata=" + fresh,
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums",
                "--no-instructions");
        if (!result.ok()) {
            throw new StartException("PostgreSQL cannot create its data in " + directory + ": " + result.lastLine());
        }
        Files.deleteIfExists(directory);
        Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
    }

    private void writePassword() throws IOException {
        var bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(passwordFile);
        if (passwordFile.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(
                passwordFile,
                HexFormat.of().formatHex(bytes) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
    }

    private StartException damaged(String what, @Nullable Throwable cause) {
        String sentence = "The data directory " + directory + " is damaged: " + what
                + "; restore the files from a backup, or start on another directory with --data-dir.";
        return cause == null ? new StartException(sentence) : new StartException(sentence, cause);
    }
}

package dev.parley.e2e.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One run of a shell script to its end, and what it said.
public record ScriptRun(int exit, String out, String err) {

    private static final long PATIENCE_SECONDS = 60;

    /// Runs a script in a folder, with no other variables than these.
    public static ScriptRun of(Path script, Path folder, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(shell(), script.toString()));
        command.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "script", ".out");
            Path err = Files.createTempFile(folder, "script", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().putAll(environment);
            int exit = awaitExit(builder.start(), script);
            return new ScriptRun(exit, Files.readString(out), Files.readString(err));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Fills a folder for `PATH` that leads to these commands and to nothing else.
    public static void lead(Path folder, String... commands) throws IOException {
        for (String command : commands) {
            executable(folder.resolve(command), "exec " + find(command) + " \"$@\"");
        }
    }

    /// Writes a script of one line that can be executed.
    public static void executable(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!" + shell() + "\n" + line + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " cannot be made executable");
        }
    }

    private static int awaitExit(Process process, Path script) {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(script + " does not end");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String shell() {
        return find("sh").toString();
    }

    private static Path find(String command) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path path = Path.of(folder, command);
            if (Files.isExecutable(path)) {
                return path.toAbsolutePath();
            }
        }
        throw new IllegalStateException("There is no " + command + " on PATH");
    }
}

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

/// The result of running a shell script to its end.
public record ScriptRun(int exit, String out, String err) {

    private static final long PATIENCE_SECONDS = 180;

    /// Runs a script in a folder, with only these variables.
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

    /// Fills a folder for `PATH` that contains links to these commands and nothing else.
    public static void lead(Path folder, String... commands) throws IOException {
        for (String command : commands) {
            executable(folder.resolve(command), "exec " + find(command) + " \"$@\"");
        }
    }

    /// Writes an executable script of one line.
    public static void executable(Path file, String line) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!" + shell() + "\n" + line + "\n");
        if (!file.toFile().setExecutable(true)) {
            throw new IOException(file + " could not be made executable");
        }
    }

    private static int awaitExit(Process process, Path script) {
        try {
            if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(script + " did not end in time");
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
        throw new IllegalStateException(command + " is not on PATH");
    }
}

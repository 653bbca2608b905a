package dev.parley.e2e.attack;

import dev.parley.clientkit.process.ProcessUse;
import dev.parley.clientkit.process.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The process of the hostile clients, as seen by the test.
final class AttackerProcess implements AutoCloseable {

    private static final String TRIES = "tries: ";

    private final Process process;
    private final BufferedReader responses;
    private final Writer commands;

    /// Starts it, with these options of its JVM.
    AttackerProcess(int port, Path keys, String... options) throws IOException {
        var command = new ArrayList<>(Program.main(Attacker.class).command());
        command.addAll(1, List.of(options));
        command.add(Integer.toString(port));
        command.add(keys.toString());
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        responses = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    /// Begins the attack with this number. Returns once it has begun.
    void begin(int attack) throws IOException {
        say(Integer.toString(attack));
        awaitTries();
    }

    /// Ends the attack. Returns how often it tried, once everything that it had opened is closed.
    long end() throws IOException {
        say("");
        return awaitTries();
    }

    private void say(String line) throws IOException {
        commands.write(line + '\n');
        commands.flush();
    }

    private long awaitTries() throws IOException {
        String line;
        while ((line = responses.readLine()) != null) {
            if (line.startsWith(TRIES)) {
                return Long.parseLong(line.substring(TRIES.length()));
            }
        }
        throw new IllegalStateException("The attacker has ended");
    }

    /// Returns the processor time that it has used so far.
    Duration cpu() {
        return ProcessUse.cpu(process.toHandle());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

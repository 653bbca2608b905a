package dev.parley.bench;

import dev.parley.clientkit.process.Program;
import dev.parley.clientkit.process.ServerProcess.Launcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The server under test, and how to call it.
///
/// @param running the address of a running server, `host:port`; empty to start a new one
/// @param feedsAt the address of another replica, for the feeds of threads; empty for the same server
/// @param token the token for a running server; empty to sign one with the key of the data directory
/// @param dataDirectory the directory for fresh data, or the data directory of the running server
/// @param connections the number of connections that the driver opens
/// @param jvmOptions additional JVM options for a server that the bench starts
record BenchServer(
        Optional<String> running,
        Optional<String> feedsAt,
        Optional<String> token,
        Path dataDirectory,
        int connections,
        List<String> jvmOptions) {

    /// Returns the `parley` script that started this process. Without it, the bench can only measure a
    /// running server with a token.
    Launcher launcher() {
        String script = System.getProperty("parley.command", "");
        if (!Path.of(script).toFile().isFile()) {
            throw new IllegalStateException("Start the bench with ./parley bench, or pass --target and --token.");
        }
        return (options, arguments) -> Program.launcher(Path.of(script), options, arguments);
    }

    /// Returns a token of a service that may act for any user, signed with the key of a data directory unless
    /// a token was given.
    String freshToken(Path keys, Path folder) {
        if (token.isPresent()) {
            return token.get();
        }
        var arguments = List.of(
                "token",
                "--service",
                "bench",
                "--scope",
                "act-as-user",
                "--data-dir",
                keys.toAbsolutePath().toString());
        return launcher().run(folder, arguments).strip();
    }
}

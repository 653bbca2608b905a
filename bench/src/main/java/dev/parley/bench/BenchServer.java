package dev.parley.bench;

import dev.parley.clientkit.process.Program;
import dev.parley.clientkit.process.ServerProcess.Launcher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The server that is measured, and how it is called.
///
/// @param running       where a running one is, `host:port`; empty for one of its own
/// @param token         the token to call a running one with; empty for one made with the key of the data
///                      directory
/// @param dataDirectory where fresh data go, or the data directory of the running one
/// @param connections   how many connections the driver opens
/// @param jvmOptions    further options of the JVM of a server of its own
record BenchServer(
        Optional<String> running,
        Optional<String> token,
        Path dataDirectory,
        int connections,
        List<String> jvmOptions) {

    /// The `parley` script that started this process. Without it only a running server with a token can be
    /// measured.
    Launcher launcher() {
        String script = System.getProperty("parley.command", "");
        if (!Path.of(script).toFile().isFile()) {
            throw new IllegalStateException("Start the bench by ./parley bench, or give --target and --token.");
        }
        return (options, arguments) -> Program.launcher(Path.of(script), options, arguments);
    }

    /// A token of a service that may act for any user, signed with the key of a data directory unless one was
    /// given.
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

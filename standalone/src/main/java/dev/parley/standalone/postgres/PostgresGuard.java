package dev.parley.standalone.postgres;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends a PostgreSQL whose starter was killed or ran out of memory: a small process that waits for the end of its
/// input, which is the end of this process. Ctrl-C does not reach it. Without a shell there is no guard, and the next
/// start on the same data ends the server.
final class PostgresGuard implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresGuard.class);

    /// Only the server with this process id is ended, as long as it is the one of this data: a new one may have
    /// started. At first it is asked for a clean shutdown, and ten seconds later for an immediate one.
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            read -r end
            is_ours() { [ "$(head -n 1 "$1/postmaster.pid" 2>/dev/null)" = "$2" ]; }
            is_ours "$@" && kill -INT "$2" || exit 0
            seconds=0
            while is_ours "$@" && [ $seconds -lt 10 ]; do sleep 1; seconds=$((seconds + 1)); done
            is_ours "$@" && kill -QUIT "$2"
            """;

    private final @Nullable Process process;

    private PostgresGuard(@Nullable Process process) {
        this.process = process;
    }

    /// Guards a server that works in this directory.
    static PostgresGuard of(ProcessHandle postmaster, Path directory) {
        try {
            return new PostgresGuard(new ProcessBuilder(
                            "sh", "-c", SCRIPT, "guard", directory.toString(), Long.toString(postmaster.pid()))
                    .redirectOutput(Redirect.DISCARD)
                    .redirectError(Redirect.DISCARD)
                    .start());
        } catch (IOException noShell) {
            LOG.info("PostgreSQL has no guard, and stays if this process is killed: {}", noShell.getMessage());
            return new PostgresGuard(null);
        }
    }

    /// Ends the guard, and not the server.
    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}

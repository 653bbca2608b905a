package dev.parley.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresProgramsTest {

    @TempDir
    private Path folder;

    /// A plain container runs everything as root and forbids user namespaces.
    @Test
    void rootRunsPostgresInItsOwnDirectoriesWithoutANamespace() throws IOException {
        assumeTrue(PostgresPrograms.isRootOnLinux() && Files.isExecutable(Path.of("/usr/bin/setpriv")));
        Path home = PostgresBinaries.unpack(folder);
        var programs = new PostgresPrograms(home, PostgresPrograms.asNobody());
        Path closed = Files.createDirectory(
                folder.resolve("root only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        String data = closed.resolve("postgres").toString();

        assertSucceeds(programs.run("initdb", "--pgdata=" + data, "--no-instructions", "--no-sync"));
        assertSucceeds(programs.run(
                "pg_ctl",
                "start",
                "--wait",
                "--pgdata=" + data,
                "--log=" + closed.resolve("log"),
                "--options=-p " + freePort() + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"));
        assertSucceeds(programs.run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata=" + data));
    }

    private static void assertSucceeds(PostgresPrograms.Result result) {
        assertThat(result.ok()).as(result.output()).isTrue();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

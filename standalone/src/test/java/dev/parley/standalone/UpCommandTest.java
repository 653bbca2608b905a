package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The refusals of `parley up`, each in one sentence.
final class UpCommandTest {

    @TempDir
    private Path parent = Path.of("");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port 65536        | between 0 and 65535, not 65536",
                "--port -1           | between 0 and 65535, not -1",
                "--port http         | 'http'",
                "--colour red        | --colour",
                "now                 | 'now'",
            })
    void wrongArgumentsAreMisuse(String arguments, String said) {
        CommandRun run = up(arguments.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains(said);
        assertThat(dataDir()).doesNotExist();
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName(Standalone.HOST))) {
            assertRefused(up("--port", Integer.toString(taken.getLocalPort())), "Port " + taken.getLocalPort());
        }
        assertThat(dataDir().resolve("postgres")).doesNotExist();
    }

    @Test
    void aDataDirectoryInUseNamesItsHolder() {
        try (DataDirectory held = DataDirectory.open(dataDir())) {
            assertRefused(
                    up("--port", "0"),
                    "The data directory " + held.path() + " is in use by process "
                            + ProcessHandle.current().pid() + ".");
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsRefused() throws IOException {
        Files.writeString(dataDir(), "not a directory");
        assertRefused(up("--port", "0"), "is a file");
    }

    @Test
    void dataWithoutItsVersionIsDamaged() throws IOException {
        Files.createDirectories(dataDir().resolve("postgres/base"));
        assertRefused(up("--port", "0"), "PG_VERSION is missing");
        assertThat(dataDir().resolve("postgres/base")).exists();
    }

    @Test
    void dataOfAnotherVersionIsNotTouched() throws IOException {
        Files.createDirectories(dataDir().resolve("postgres"));
        Files.writeString(dataDir().resolve("postgres/PG_VERSION"), "16\n");
        assertRefused(up("--port", "0"), "was written by PostgreSQL 16, but this is PostgreSQL 17.");
    }

    @Test
    void theStackTraceIsPrintedOnlyOnRequest() throws IOException {
        Files.writeString(dataDir(), "not a directory");
        assertThat(up("--port", "0", "--debug").err()).contains("\tat dev.parley");
    }

    @Test
    void everyCommandHasHelpWithExamples() {
        for (String command : new String[] {"up", "token", "demo"}) {
            CommandRun help = CommandRun.of(command, "--help");
            assertThat(help.exit()).isZero();
            assertThat(help.out()).contains("Usage: parley " + command).contains("./parley " + command);
        }
        assertThat(CommandRun.of().out())
                .contains("Commands:")
                .isEqualTo(CommandRun.of("--help").out());
    }

    private static void assertRefused(CommandRun run, String said) {
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(said);
    }

    private CommandRun up(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "up";
        all[1] = "--data-dir";
        all[2] = dataDir().toString();
        System.arraycopy(arguments, 0, all, 3, arguments.length);
        return CommandRun.of(all);
    }

    /// Does not exist yet.
    private Path dataDir() {
        return parent.resolve("data dir");
    }
}

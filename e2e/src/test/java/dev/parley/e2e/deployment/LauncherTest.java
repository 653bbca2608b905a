package dev.parley.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.process.ScriptRun;
import dev.parley.standalone.DataDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the script `parley` as users run it, on the artifacts of the build. It builds nothing here.
final class LauncherTest {

    private static final Path ROOT = Path.of(System.getProperty("parley.root"));
    private static final String SCRIPT = "parley";

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void takeWhatWasBuilt() {
        environment.put("PATH", System.getenv("PATH"));
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("PARLEY_NO_BUILD", "1");
    }

    private ScriptRun parley(String... arguments) {
        return ScriptRun.of(ROOT.resolve(SCRIPT), folder, environment, arguments);
    }

    private static void refused(ScriptRun run, int exit, String said) {
        assertThat(run.exit()).isEqualTo(exit);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains(said);
    }

    @Test
    void withoutABuildItNamesWhatIsMissingHoweverItIsCalled() throws IOException {
        Path checkout =
                Files.createDirectories(folder.resolve("a checkout/.mvn")).getParent();
        Files.copy(ROOT.resolve(SCRIPT), checkout.resolve(SCRIPT));
        Files.copy(ROOT.resolve(".mvn/find-jdk.sh"), checkout.resolve(".mvn/find-jdk.sh"));
        Path bin = Files.createDirectories(folder.resolve("my bin"));
        Path link = Files.createSymbolicLink(bin.resolve("chat"), Path.of("../a checkout", SCRIPT));
        Path linkOfALink = Files.createSymbolicLink(folder.resolve("talk"), link);
        String sentence = "Parley is not built: " + checkout.toRealPath() + "/standalone/target/standalone.jar"
                + " is missing, and PARLEY_NO_BUILD=1 is set.";
        for (Path script : new Path[] {checkout.resolve(SCRIPT), link, linkOfALink}) {
            refused(ScriptRun.of(script, folder, environment, "up"), 1, sentence);
            refused(ScriptRun.of(script, folder, environment, "token", "--help"), 1, sentence);
        }
        assertThat(checkout.resolve("standalone")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "token", "demo", "bench", "rehearse"})
    void everyCommandHasHelp(String command) {
        ScriptRun help = parley(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Usage: parley " + command);
    }

    @Test
    void withoutACommandItListsTheCommands() {
        ScriptRun help = parley();
        assertThat(help.exit()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).contains("Commands:", "up", "token", "demo", "bench");
        assertThat(parley("--help")).isEqualTo(help);
    }

    @Test
    void onlyTheTokenIsPrinted() {
        ScriptRun token = parley("token", "--user", "usr_alice", "--data-dir", "new data");
        assertThat(token.exit()).isZero();
        assertThat(token.err()).isEmpty();
        assertThat(token.out()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\\R");
        assertThat(folder.resolve("new data/keys")).isDirectory();
    }

    @Test
    void theExitCodeIsThatOfTheCommand() {
        refused(parley("up", "--colour", "red"), 2, "--colour");
        refused(parley("sing"), 2, "sing");
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            refused(up(Integer.toString(taken.getLocalPort())), 1, "Port " + taken.getLocalPort());
        }
    }

    @Test
    void aDataDirectoryInUseNamesItsHolder() {
        try (var held = DataDirectory.open(dataDir())) {
            refused(
                    up("0"),
                    1,
                    "The data directory " + held.path() + " is in use by process "
                            + ProcessHandle.current().pid() + ".");
        }
    }

    @Test
    void aDamagedDataDirectoryIsNotTouched() throws IOException {
        Path data = Files.createDirectories(dataDir().resolve("postgres/base"));
        refused(up("0"), 1, "PG_VERSION is missing");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    @Tag("full")
    void aShortBenchIsSound() {
        ScriptRun bench = parley(
                "bench",
                "--quick",
                "--only",
                "echo-unary",
                "--data-dir",
                dataDir().toString());
        assertThat(bench.exit())
                .as("the exit code, with the output\n%s", bench.out())
                .isZero();
        assertThat(bench.out()).contains("echo-unary").doesNotContain("ERROR", "BROKEN");
        assertThat(dataDir()).as("leftover files").isEmptyDirectory();
    }

    private Path dataDir() {
        return folder.resolve("data");
    }

    private ScriptRun up(String port) {
        return parley("up", "--port", port, "--data-dir", dataDir().toString());
    }
}

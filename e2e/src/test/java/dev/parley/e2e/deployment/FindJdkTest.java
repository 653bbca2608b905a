package dev.parley.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.e2e.process.ScriptRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the scripts on machines with other JDKs. In this test, a JDK is only its `release` file and a script
/// in place of `javac`.
final class FindJdkTest {

    private static final Path ROOT = Path.of(System.getProperty("parley.root"));

    @TempDir
    private Path folder = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void hideTheJdksOfThisMachine() throws IOException {
        Path path = folder.resolve("path");
        ScriptRun.lead(path, "sh", "dirname", "readlink", "grep");
        environment.put("PATH", path.toString());
        environment.put("HOME", folder.toString());
        environment.put("PARLEY_JDK_HOMES", "");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        ScriptRun.executable(home.resolve("bin/javac"), "exit 1");
        ScriptRun.executable(home.resolve("bin/java"), "exit 1");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private ScriptRun find() {
        return run(".mvn/find-jdk.sh");
    }

    private ScriptRun run(String script, String... arguments) {
        return ScriptRun.of(ROOT.resolve(script), folder, environment, arguments);
    }

    private void assertFound(Path home) {
        assertThat(find()).isEqualTo(new ScriptRun(0, home + "\n", ""));
    }

    private static void saysWhatIsMissing(ScriptRun run) {
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().startsWith("Parley needs a JDK 25: install one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"parley", "mvnw", ".mvn/find-jdk.sh"})
    void withoutAJdkEachScriptFailsWithOneSentence(String script) {
        saysWhatIsMissing(run(script, "--version"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.0.4", "24", "26-ea", "250", "2.5", "1.8.0_25"})
    void otherVersionsAreSkipped(String version) throws IOException {
        environment.put("JAVA_HOME", jdk("other", version).toString());
        environment.put("JDK25_HOME", folder.resolve("other").toString());
        environment.put("PARLEY_JDK_HOMES", folder.resolve("other").toString());
        saysWhatIsMissing(find());
    }

    @ParameterizedTest
    @ValueSource(strings = {"25", "25.0.1", "25-ea", "25+36"})
    void everyBuildOfTheVersionIsAccepted(String version) throws IOException {
        environment.put("JAVA_HOME", jdk("jdk 25", version).toString());
        assertFound(folder.resolve("jdk 25"));
    }

    @Test
    void aRuntimeWithoutACompilerIsNotAJdk() throws IOException {
        Path home = jdk("jre", "25");
        Files.delete(home.resolve("bin/javac"));
        environment.put("JAVA_HOME", home.toString());
        saysWhatIsMissing(find());
    }

    @Test
    void javaHomeComesFirstAndAnOldOneIsSkipped() throws IOException {
        Path last = jdk("last", "25.0.3");
        environment.put("PARLEY_JDK_HOMES", jdk("older", "21") + ":" + last);
        assertFound(last);

        Path linked = jdk("linked", "25.0.2");
        Files.createSymbolicLink(folder.resolve("link to java"), linked.resolve("bin/java"));
        Files.createSymbolicLink(folder.resolve("path/java"), Path.of("../link to java"));
        assertFound(linked.toRealPath());

        Path named = jdk("named", "25.0.1");
        environment.put("JDK25_HOME", named.toString());
        assertFound(named);

        environment.put("JAVA_HOME", folder.resolve("older").toString());
        assertFound(named);

        Path first = jdk("first", "25");
        environment.put("JAVA_HOME", first.toString());
        assertFound(first);
    }
}

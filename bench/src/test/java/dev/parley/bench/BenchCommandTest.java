package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bench.report.Goal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void helpNamesEveryScenario() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString())
                .contains(Catalogue.NAMES)
                .contains("batches: marks ≥ 10,000")
                .contains("until told ≤ 60");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--runs=0",
                "--runs=101",
                "--window=0",
                "--connections=0",
                "--only=nothing-of-the-kind",
                "--inbox-threads=49",
                "--port=1,--target=localhost:2",
                "--feeds-at=localhost:2",
                "--token=abc"
            })
    void optionOutOfBoundsIsRefused(String options) {
        assertThat(run(options.contains("only") ? new String[] {options} : options.split(",")))
                .isEqualTo(2);
        assertThat(err.toString()).isNotEmpty();
    }

    /// Each line of the tables begins with names, and shows the goals that the report compares with.
    @Test
    void readmeShowsEveryScenarioAndItsGoals() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(Catalogue.NAMES).allSatisfy(name -> {
            String named = name.startsWith("postgres-") ? "`postgres-RxC`" : "`" + name + "`";
            List<String> lines = readme.lines()
                    .filter(line -> line.startsWith("| `") && line.split("\\|")[1].contains(named))
                    .toList();
            assertThat(lines).as(name).hasSize(1);
            assertThat(Goal.of(name))
                    .allSatisfy(goal -> assertThat(lines.getFirst()).contains(goal));
        });
    }

    @Test
    void everyScenarioNamesExistingCeilings() {
        assertThat(Catalogue.scenarios(Catalogue.NAMES))
                .isNotEmpty()
                .allSatisfy(scenario -> assertThat(Catalogue.NAMES).containsAll(scenario.ceilings()));
    }

    private int run(String... arguments) {
        return BenchCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}

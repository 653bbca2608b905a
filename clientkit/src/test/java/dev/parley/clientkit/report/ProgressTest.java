package dev.parley.clientkit.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final StringWriter shown = new StringWriter();
    private final Progress progress = new Progress(new PrintWriter(shown));

    @Test
    void eachTenthIsALine() {
        progress.begin("demo");
        for (int done = 1; done <= 200; done++) {
            progress.advance(done, 200, "messages");
        }
        assertThat(shown.toString().lines()).hasSize(10).allMatch(line -> line.contains("demo"));
        assertThat(shown.toString().lines().findFirst().orElseThrow()).endsWith("20 of 200 messages");
        assertThat(shown.toString().lines().reduce((_, last) -> last).orElseThrow())
                .endsWith("200 of 200 messages");
    }

    @Test
    void stepsAreShownWithTheirStage() {
        progress.begin("one");
        progress.step("begins");
        progress.begin("two");
        progress.step("goes on");
        assertThat(shown.toString().lines())
                .anyMatch(line -> line.contains("one") && line.endsWith("begins"))
                .anyMatch(line -> line.contains("two") && line.endsWith("goes on"));
    }
}

package dev.parley.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressTest {

    private final StringWriter shown = new StringWriter();

    @Test
    void aFileGetsAPlainLineAtEachTenth() {
        show(false, 200);
        assertThat(shown.toString().lines())
                .hasSize(10)
                .startsWith("20 of 200 messages")
                .endsWith("200 of 200 messages");
        assertThat(shown.toString()).doesNotContain("\r");
    }

    @Test
    void aTerminalGetsABarThatEndsFull() {
        show(true, 3);
        assertThat(shown.toString()).endsWith("\r[" + "#".repeat(40) + "] 3 of 3" + System.lineSeparator());
    }

    private void show(boolean terminal, int total) {
        var progress = new Progress(new PrintWriter(shown), terminal, total);
        for (int done = 0; done < total; done++) {
            progress.advance();
        }
        progress.end();
    }
}

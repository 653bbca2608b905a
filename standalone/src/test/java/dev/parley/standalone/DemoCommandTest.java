package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.standalone.postgres.PreparedCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoCommandTest {

    private static final String DIALOGUES = """
            {"dialogue": "a", "turns": [["buyer", "Hello?"], ["provider", "Hello."], ["buyer", "Bye."]]}
            {"dialogue": "b", "turns": [["provider", "An offer."], ["provider", "Still there?"]]}
            {"dialogue": "c", "turns": [["buyer", "Are you free on Friday?"]]}
            """;

    @TempDir
    private Path directory = Path.of("");

    @Test
    void aReplayEndsWithExactCounts() throws IOException {
        Path file = Files.writeString(directory.resolve("dialogues.jsonl"), DIALOGUES);
        PreparedCluster.into(data());
        try (Standalone standalone =
                Standalone.start(StandaloneSettings.in(data()).withPort(0))) {
            CommandRun run = demo(standalone.port(), file.toString());
            assertThat(run.exit()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("threads       3")
                    .contains("messages      6")
                    .contains("6 of 6 feeds complete and in order")
                    .contains("6 of 6 rows exact")
                    .contains("failures      0");
        }
    }

    @Test
    void anInstallationWithAnotherKeyIsDetected() {
        PreparedCluster.into(directory.resolve("other"));
        try (Standalone standalone = Standalone.start(
                StandaloneSettings.in(directory.resolve("other")).withPort(0))) {
            CommandRun run = demo(standalone.port());
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err().lines()).singleElement().asString().contains("does not trust the key");
        }
    }

    @Test
    void missingServerIsReportedInOneSentence() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getByName(Standalone.HOST))) {
            port = free.getLocalPort();
        }
        CommandRun run = demo(port);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo("Nothing responds at 127.0.0.1:" + port + ": start it with ./parley up.");
    }

    @Test
    void aMalformedFileIsReportedInOneSentence() throws IOException {
        Path file = Files.writeString(directory.resolve("dialogues.jsonl"), "\n{\"turns\": []}\n");
        CommandRun run = demo(1, file.toString());
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains("line 2");
    }

    @Test
    void wrongArgumentsAreMisuse() {
        assertThat(demo(0).exit()).isEqualTo(2);
        assertThat(demo(50050, "--threads", "0").exit()).isEqualTo(2);
    }

    private CommandRun demo(int port, String... more) {
        String[] all = new String[more.length + 5];
        all[0] = "demo";
        all[1] = "--port";
        all[2] = Integer.toString(port);
        all[3] = "--data-dir";
        all[4] = data().toString();
        System.arraycopy(more, 0, all, 5, more.length);
        return CommandRun.of(all);
    }

    private Path data() {
        return directory.resolve("data");
    }
}

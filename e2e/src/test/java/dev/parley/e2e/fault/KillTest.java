package dev.parley.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.send.Sending;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.message.v1.Message;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("full")
final class KillTest {

    /// Long enough to also write the class archive, which the first process to exit does.
    private static final Duration END = Duration.ofSeconds(60);

    private static final int BURST = 2_000;
    private static final int REPEATED = 50;

    @Test
    void acknowledgedSendsSurviveKillsOfTheServerAndOfTheStore() {
        try (var folder = ScratchFolder.create()) {
            var crowd = new Crowd();
            try (var server = ParleyServer.start(folder.path())) {
                crowd.begin(server);
                crowd.talkUntil(BURST);
                server.kill();
                crowd.awaitAllDisconnected();
            }
            try (var server = ParleyServer.start(folder.path())) {
                crowd.reconnect(server);
                nothingIsLost(crowd);
                crowd.talkUntil(BURST);
                folder.postgres().orElseThrow().destroyForcibly();
                assertThat(server.process().awaitExit(END))
                        .as("exit code after the store was killed")
                        .isNotZero();
                assertThat(server.process().output()).contains("PostgreSQL has ended unexpectedly");
                crowd.awaitAllDisconnected();
            }
            try (var server = ParleyServer.start(folder.path())) {
                crowd.reconnect(server);
                nothingIsLost(crowd);
                crowd.inboxesAreExact();
            }
        }
    }

    /// Checks first the state after the crash, then the state after every unknown send, and some acknowledged
    /// ones, were retried.
    private static void nothingIsLost(Crowd crowd) {
        Map<String, List<Message>> left = crowd.logs();
        crowd.check(left);
        List<Sending> unknown = crowd.history().all(Fate.UNKNOWN);
        assertThat(unknown).as("sends in flight when it was killed").isNotEmpty();
        List<Sending> acked = crowd.history().all(Fate.ACKED);
        Stream.concat(unknown.stream(), acked.stream().skip(acked.size() - REPEATED))
                .forEach(sending -> assertThat(crowd.repeat(sending).fate()).isEqualTo(Fate.ACKED));
        Map<String, List<Message>> whole = crowd.logs();
        crowd.check(whole);
        left.forEach((thread, log) ->
                assertThat(whole.get(thread)).as("existing messages stay").startsWith(log.toArray(Message[]::new)));
        crowd.feedsAreWhole(whole);
    }
}

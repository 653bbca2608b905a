package dev.parley.clientkit.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.clientkit.testing.FakeMessages;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// Sends and followed feeds against an in-memory message service.
final class SendLineTest {

    private static final String THREAD = "thr_line";

    private final History history = new History();

    @Test
    void everySendOfALineIsAcknowledgedAndFollowed() throws IOException {
        try (FakeMessages server = FakeMessages.sound();
                Connections connections = Connections.open(server.target(), () -> "any", 1);
                ThreadFollower early = connections.user("usr_reader", 0).follow(THREAD, 0)) {
            early.awaitCaughtUp(1);
            send(connections, 200);
            assertThat(history.all(Fate.ACKED)).hasSize(200);
            early.awaitSequence(200);
            try (ThreadFollower late = connections.user("usr_reader", 0).follow(THREAD, 150)) {
                late.awaitSequence(200);
                late.awaitCaughtUp(1);
                assertThat(late.resumeToken()).isNotEmpty();
                assertThat(late.seen()).hasSize(50);
                assertThat(late.violations()).isEmpty();
            }
            assertThat(early.violations()).isEmpty();
        }
    }

    @Test
    void refusedSendEndsALineAndKeepsItsOutcome() throws IOException {
        try (FakeMessages server = FakeMessages.refusing(20);
                Connections connections = Connections.open(server.target(), () -> "any", 1)) {
            send(connections, 100);
            assertThat(history.all(Fate.REFUSED)).isNotEmpty();
            assertThat(history.all(Fate.UNKNOWN)).isEmpty();
        }
    }

    @Test
    void brokenLineLeavesItsSendsUnknown() throws IOException {
        try (FakeMessages server = FakeMessages.silent();
                Connections connections = Connections.open(server.target(), () -> "any", 1)) {
            var line = new SendLine(connections.user("usr_sender", 0), history, 4);
            line.send(User.draft(THREAD, "never-answered", "Hello?"));
            server.kill();
            line.awaitOver();
            assertThat(history.all(Fate.UNKNOWN)).hasSize(1);
            assertThat(history.all().getFirst().endedNanos()).isLessThan(Long.MAX_VALUE);
        }
    }

    private void send(Connections connections, int count) {
        var line = new SendLine(connections.user("usr_sender", 0), history, 8);
        for (int i = 0; i < count; i++) {
            if (!line.send(User.draft(THREAD, "request-" + i, "Text " + i))) {
                break;
            }
        }
        line.finish();
    }
}

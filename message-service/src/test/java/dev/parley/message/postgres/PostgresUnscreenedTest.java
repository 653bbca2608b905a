package dev.parley.message.postgres;

import static dev.parley.message.log.MessageLogContractStore.ALICE;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Append;
import dev.parley.message.log.MessageLogContractStore.SilentListener;
import dev.parley.message.send.Unscreened;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PostgresUnscreenedTest {

    @Test
    void unscreenedMessagesAreOfferedUntilTheyAreSettled() {
        var database = LogDatabase.create();
        try (var engine = new PostgresEngine(database.pool())) {
            MessageLog log = engine.open(Clock.systemUTC(), new SilentListener());
            Unscreened unscreened = engine.unscreened();
            ThreadId thread = newThread(log);
            sent(log, thread, "request-0");
            Frame first = unscreened(log, thread, "request-1");
            Frame second = unscreened(log, thread, "request-2");
            Frame third = unscreened(log, thread, "request-3");
            assertThat(unscreened.unscreened(10)).containsExactly(first, second, third);
            assertThat(unscreened.unscreened(1)).containsExactly(first);

            unscreened.settle(List.of(first.messageId()), List.of(third.messageId()));
            unscreened.settle(List.of(third.messageId()), List.of());

            assertThat(unscreened.unscreened(10)).containsExactly(second);
            assertThat(database.number("select count(*) from frame where screening = 2"))
                    .isEqualTo(1);
            Frame settled =
                    log.find(Map.of(first.messageId(), thread)).getFirst().frame();
            assertThat(settled.content()).isEqualTo(new Frame.Text(ALICE, "text", Optional.empty(), true));
        }
    }

    private static Frame unscreened(MessageLog log, ThreadId thread, String requestId) {
        return get(log.append(new Append(new Draft(thread, ALICE, requestId, "text", Optional.empty()), 1, false)))
                .frame();
    }
}

package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.Position;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What every engine of the log promises of pages.
public interface MessageLogContractPages extends MessageLogContractStore {

    @Test
    default void pagesGoBothWays() {
        MessageLog log = open();
        ThreadId thread = threadOf(log, 10);

        assertPage(log.before(thread, Long.MAX_VALUE, 4).orElseThrow(), 7, 10, true);
        assertPage(log.before(thread, 7, 6).orElseThrow(), 1, 6, false);
        assertPage(log.before(thread, 7, 5).orElseThrow(), 2, 6, true);
        assertPage(log.before(thread, 2, 5).orElseThrow(), 1, 1, false);
        assertPage(log.before(thread, 1, 5).orElseThrow(), 1, 0, false);
        assertPage(log.after(thread, 0, 10).orElseThrow(), 1, 10, false);
        assertPage(log.after(thread, 0, 9).orElseThrow(), 1, 9, true);
        assertPage(log.after(thread, 8, 5).orElseThrow(), 9, 10, false);
        assertPage(log.after(thread, 10, 5).orElseThrow(), 11, 10, false);
        assertPage(log.after(thread, 99, 5).orElseThrow(), 11, 10, false);
    }

    @Test
    default void pageNeverShowsMoreThanItsHead() {
        List<MessageLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var sends = IntStream.range(0, 2_000)
                .mapToObj(send -> logs.getFirst().append(text(thread, ALICE, "request-" + send, "text")))
                .toList();
        while (!sends.getLast().isDone()) {
            Page page = logs.getLast().before(thread, Long.MAX_VALUE, 20).orElseThrow();
            long newest = page.frames().isEmpty() ? 0 : page.frames().getLast().sequence();
            assertThat(page.position().head().sequence()).isEqualTo(newest);
        }
    }

    @Test
    default void readAfterAnAckSeesIt() {
        List<MessageLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        for (int send = 0; send < 50; send++) {
            Frame frame = MessageLogContractStore.sent(logs.get(send % 2), thread, "request-" + send);
            MessageLog other = logs.get((send + 1) % 2);
            assertThat(other.after(thread, frame.sequence() - 1, 10)
                            .orElseThrow()
                            .frames())
                    .containsExactly(frame);
            assertThat(other.positions(List.of(thread))).containsEntry(thread, new Position(frame.head(), 1));
        }
    }

    @Test
    default void pageTellsTheVersionOfTheFence() {
        MessageLog log = open();
        ThreadId thread = threadOf(log, 1);
        log.setFence(fence(thread, 2, ALICE));
        assertThat(log.after(thread, 0, 10).orElseThrow().position()).isEqualTo(new Position(new Head(2, 1), 2));
    }

    private static ThreadId threadOf(MessageLog log, int messages) {
        ThreadId thread = newThread(log);
        IntStream.range(0, messages)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text " + send)))
                .toList()
                .forEach(send -> get(send));
        return thread;
    }

    private static void assertPage(Page page, long first, long last, boolean more) {
        assertThat(page.frames().stream().map(Frame::sequence).toList())
                .isEqualTo(LongStream.rangeClosed(first, last).boxed().toList());
        assertThat(page.more()).isEqualTo(more);
        assertThat(page.position()).isEqualTo(new Position(new Head(10, 10), 1));
    }
}

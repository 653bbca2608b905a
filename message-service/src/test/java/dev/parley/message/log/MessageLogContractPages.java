package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static dev.parley.message.log.MessageLogContractStore.timeline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The contract of every engine for pages.
public interface MessageLogContractPages extends MessageLogContractStore {

    @Test
    default void pagesGoInBothDirections() {
        ContractLog log = open();
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
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var sends = IntStream.range(0, 2_000)
                .mapToObj(send -> logs.getFirst().append(text(thread, ALICE, "request-" + send, "text")))
                .toList();
        int seen = 0;
        boolean over = false;
        while (!over) {
            over = sends.getLast().isDone();
            Page page = logs.getLast().before(thread, Long.MAX_VALUE, 20).orElseThrow();
            long newest = page.frames().isEmpty() ? 0 : page.frames().getLast().sequence();
            assertThat(page.state().head().sequence()).isEqualTo(newest);
            seen++;
        }
        assertThat(seen).as("pages that were read while sends were in flight").isPositive();
    }

    @Test
    default void readAfterAnAckSeesIt() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        for (int send = 0; send < 50; send++) {
            Frame frame = MessageLogContractStore.sent(logs.get(send % 2), thread, "request-" + send);
            ContractLog other = logs.get((send + 1) % 2);
            assertThat(other.after(thread, frame.sequence() - 1, 10)
                            .orElseThrow()
                            .frames())
                    .containsExactly(frame);
            assertThat(other.states(List.of(thread)))
                    .containsEntry(thread, new LogState(frame.head(), 1, 1, frame.sequence(), 0, timeline(other)));
        }
    }

    @Test
    default void pageContainsTheVersionOfTheFence() {
        ContractLog log = open();
        ThreadId thread = threadOf(log, 1);
        log.setFence(fence(thread, 2, ALICE));
        assertThat(log.after(thread, 0, 10).orElseThrow().state())
                .isEqualTo(new LogState(new Head(2, 1), 2, 1, 1, 0, timeline(log)));
    }

    @Test
    default void pagesOfMessagesListNoticesToo() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        sent(log, thread, "request-1");
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        sent(log, thread, "request-2");
        Page page =
                log.page(thread, PageRequest.messagesBefore(Long.MAX_VALUE, 10)).orElseThrow();
        assertThat(page.frames())
                .isEqualTo(log.after(thread, 0, 10).orElseThrow().frames());
        assertThat(log.page(thread, PageRequest.messagesAfter(1, 1))
                        .orElseThrow()
                        .more())
                .isTrue();
    }

    @Test
    default void pageIsBoundedByItsText() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int send = 0; send < 5; send++) {
            get(log.append(text(thread, ALICE, "request-" + send, "ü".repeat(500))));
        }
        Page first =
                log.page(thread, PageRequest.framesAfter(0, 10).within(2_500)).orElseThrow();
        assertThat(first.frames()).extracting(Frame::sequence).containsExactly(1L, 2L, 3L);
        assertThat(first.more()).isTrue();
        Page last = log.page(thread, PageRequest.framesBefore(6, 10).within(1)).orElseThrow();
        assertThat(last.frames()).extracting(Frame::sequence).containsExactly(5L);
        assertThat(last.more()).isTrue();
        assertThat(log.page(thread, PageRequest.framesBefore(2, 10).within(1))
                        .orElseThrow()
                        .more())
                .isFalse();
    }

    @Test
    default void pageIsBoundedByItsNotices() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        for (int version = 2; version <= 5; version++) {
            UserId[] users = IntStream.range(0, version * 50)
                    .mapToObj(user -> new UserId("usr_" + user))
                    .toArray(UserId[]::new);
            log.setFence(fence(thread, version, users));
        }
        Page page = log.page(
                        thread, PageRequest.framesBefore(Long.MAX_VALUE, 10).within(500))
                .orElseThrow();
        assertThat(page.frames()).hasSizeBetween(1, 2);
        assertThat(page.more()).isTrue();
    }

    @Test
    default void pageAndLookupListTheUsersFromWhomAMessageIsHidden() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, BOB, "request-1");
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL)
                .with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(ALICE, BOB), new HiddenPairs.Pair(CAROL, BOB)))));
        Frame hidden = sent(log, thread, BOB, "request-2");
        Frame shown = sent(log, thread, ALICE, "request-3");

        Page page = log.after(thread, 0, 10).orElseThrow();
        assertThat(page.hiddenFor()).isEqualTo(Map.of(hidden.sequence(), Set.of(ALICE, CAROL)));
        assertThat(log.find(Map.of(before.messageId(), thread, hidden.messageId(), thread, shown.messageId(), thread)))
                .extracting(MessageLog.Found::frame, MessageLog.Found::hiddenFor)
                .containsExactlyInAnyOrder(
                        tuple(before, Set.of()), tuple(hidden, Set.of(ALICE, CAROL)), tuple(shown, Set.of()));
    }

    @Test
    default void noticesAreFoundByTheirIds() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        log.setFence(fence(thread, 2, ALICE, BOB, CAROL));
        Frame notice = log.after(thread, 0, 10).orElseThrow().frames().getFirst();
        assertThat(log.find(Map.of(new MessageId(notice.id().value()), thread)))
                .extracting(MessageLog.Found::frame)
                .containsExactly(notice);
    }

    private static ThreadId threadOf(ContractLog log, int messages) {
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
        assertThat(page.state())
                .isEqualTo(
                        new LogState(new Head(10, 10), 1, 1, 10, 0, page.state().timeline()));
    }
}

package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.fence;
import static dev.parley.message.log.MessageLogContractStore.get;
import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.newThread;
import static dev.parley.message.log.MessageLogContractStore.post;
import static dev.parley.message.log.MessageLogContractStore.problemOf;
import static dev.parley.message.log.MessageLogContractStore.reply;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.text;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.Member;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.testing.MutableClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of every engine for sends: exactly once, in one dense order.
public interface MessageLogContract
        extends MessageLogContractContents,
                MessageLogContractFences,
                MessageLogContractPages,
                MessageLogContractRevisions,
                MessageLogContractTimelines {

    @Test
    default void concurrentSendsOverTwoInstancesAreDense() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        var acked = Collections.synchronizedList(new ArrayList<Frame>());
        try (var callers = new Callers()) {
            for (int caller = 0; caller < 64; caller++) {
                int name = caller;
                callers.begin(() -> {
                    for (int send = 0; send < 20; send++) {
                        acked.add(sent(logs.get(name % 2), thread, "caller-" + name + "-" + send));
                    }
                });
            }
            callers.awaitEnd();
        }
        assertThat(history(logs.getFirst(), thread)).hasSize(64 * 20).containsExactlyInAnyOrderElementsOf(acked);
        assertThat(history(logs.getLast(), thread)).isEqualTo(history(logs.getFirst(), thread));
    }

    @Test
    default void sameRequestOfEightCallersIsOneMessage() {
        List<ContractLog> logs = List.of(open(), open());
        ThreadId thread = newThread(logs.getFirst());
        for (int round = 0; round < 20; round++) {
            Post same = text(thread, ALICE, "request-" + round, "once " + round);
            List<CompletableFuture<Appended>> eight = IntStream.range(0, 8)
                    .mapToObj(caller -> logs.get(caller % 2).append(same))
                    .toList();
            List<Appended> results =
                    eight.stream().map(MessageLogContractStore::get).toList();
            assertThat(results)
                    .extracting(Appended::frame)
                    .containsOnly(results.getFirst().frame());
            assertThat(results).extracting(Appended::replayed).containsOnlyOnce(false);
        }
        assertThat(history(logs.getFirst(), thread)).hasSize(20);
    }

    @Test
    default void repeatedRequestReturnsTheFirstResultLater() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame first = sent(log, thread, "request-1");
        sent(log, thread, "request-2");

        Appended again = get(open().append(text(thread, ALICE, "request-1", "text of request-1")));

        assertThat(again).isEqualTo(new Appended(first, Optional.empty(), true));
        assertThat(history(log, thread)).hasSize(2);
    }

    @Test
    default void otherContentUnderTheSameRequestIsRefusedAndWritesNothing() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame first = sent(log, thread, "request-1");

        assertThat(problemOf(log.append(text(thread, ALICE, "request-1", "another text"))))
                .isEqualTo(new RequestIdReused("request-1"));
        assertThat(problemOf(log.append(reply(thread, ALICE, "request-1", first.messageId()))))
                .isEqualTo(new RequestIdReused("request-1"));
        assertThat(history(log, thread)).containsExactly(first);
    }

    @Test
    default void duplicatesInOneBatchAreDecidedAsIfTheyCameLater() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        var results = new ArrayList<CompletableFuture<Appended>>();
        for (int twin = 0; twin < 50; twin++) {
            results.add(log.append(text(thread, ALICE, "request-" + twin, "text")));
            results.add(log.append(text(thread, ALICE, "request-" + twin, "text")));
            results.add(log.append(text(thread, ALICE, "request-" + twin, "another text")));
        }
        for (int twin = 0; twin < 50; twin++) {
            Appended first = get(results.get(3 * twin));
            assertThat(first.replayed()).isFalse();
            assertThat(get(results.get(3 * twin + 1))).isEqualTo(new Appended(first.frame(), Optional.empty(), true));
            assertThat(problemOf(results.get(3 * twin + 2))).isInstanceOf(RequestIdReused.class);
        }
        assertThat(history(log, thread)).hasSize(50);
    }

    @Test
    default void sendsOfOneCallerKeepTheirOrder() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        List<CompletableFuture<Appended>> sends = IntStream.range(0, 2_000)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text " + send)))
                .toList();
        for (int send = 0; send < sends.size(); send++) {
            assertThat(get(sends.get(send)).frame().sequence()).isEqualTo(send + 1L);
        }
    }

    @Test
    default void timeNeverDecreasesEvenIfTheClockDoes() {
        var clock = new MutableClock(Instant.parse("2026-01-01T00:00:00.123456789Z"));
        ContractLog log = open(clock, new SilentListener());
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, "request-1");
        clock.advance(Duration.ofHours(-1));
        Frame after = sent(log, thread, "request-2");
        log.setFence(MessageLogContractStore.fence(thread, 2, ALICE, BOB, CAROL));

        assertThat(before.createTime()).isEqualTo(Instant.parse("2026-01-01T00:00:00.123Z"));
        assertThat(after.createTime()).isEqualTo(before.createTime());
        assertThat(history(log, thread)).hasSize(3).startsWith(before, after);
    }

    @Test
    default void replyNeedsAMessageOfTheSameThread() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame elsewhere = sent(log, newThread(log), "request-1");
        var missing = FrameId.ofSend(thread, BOB, "never-sent");

        CompletableFuture<Appended> first = log.append(text(thread, ALICE, "request-1", "text"));
        MessageId firstId = FrameId.ofSend(thread, ALICE, "request-1");
        CompletableFuture<Appended> inOneBatch = log.append(reply(thread, BOB, "request-2", firstId));

        assertThat(get(first).frame().messageId()).isEqualTo(firstId);
        assertThat(get(inOneBatch).frame().content())
                .isEqualTo(new Frame.Posted(BOB, "reply", Optional.of(new Frame.Reference(firstId, 1))));
        assertThat(get(log.append(reply(thread, BOB, "request-3", firstId)))
                        .frame()
                        .sequence())
                .isEqualTo(3);
        assertThat(problemOf(log.append(reply(thread, BOB, "request-4", elsewhere.messageId()))))
                .isEqualTo(new MessageNotFound(thread, elsewhere.messageId()));
        assertThat(problemOf(log.append(reply(thread, BOB, "request-5", missing))))
                .isEqualTo(new MessageNotFound(thread, missing));
        assertThat(history(log, thread)).hasSize(3);
    }

    @Test
    default void replyNeedsAMessageThatTheSenderSees() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Frame before = sent(log, thread, BOB, "request-1");
        Fence hiding =
                fence(thread, 2, ALICE, BOB, CAROL).with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(ALICE, BOB))));
        log.setFence(hiding);
        Frame hidden = get(log.append(post(hiding, BOB, "request-2", Optional.empty())))
                .frame();
        assertThat(problemOf(log.append(post(hiding, ALICE, "request-3", Optional.of(hidden.messageId())))))
                .isEqualTo(new MessageNotFound(thread, hidden.messageId()));
        get(log.append(post(hiding, CAROL, "request-3", Optional.of(hidden.messageId()))));
        get(log.append(post(hiding, ALICE, "request-4", Optional.of(before.messageId()))));

        Fence late = hiding.with(3, ALICE, Member.PLAIN.withHistoryFrom(before.sequence() + 1));
        log.setFence(late);
        assertThat(problemOf(log.append(post(late, ALICE, "request-5", Optional.of(before.messageId())))))
                .isEqualTo(new MessageNotFound(thread, before.messageId()));
        Appended repeat = get(log.append(post(late, ALICE, "request-4", Optional.of(before.messageId()))));
        assertThat(repeat.replayed()).as("a retry gets its first result").isTrue();
    }

    @Test
    default void replyOfEachSenderInOneBatchIsDecidedByWhatThatSenderSees() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        Fence hiding =
                fence(thread, 2, ALICE, BOB, CAROL).with(2, HiddenPairs.of(List.of(new HiddenPairs.Pair(ALICE, BOB))));
        log.setFence(hiding);
        var hidden = new ArrayList<CompletableFuture<Appended>>();
        var refused = new ArrayList<CompletableFuture<Appended>>();
        var accepted = new ArrayList<CompletableFuture<Appended>>();
        MessageId stored = get(log.append(post(hiding, BOB, "request-stored", Optional.empty())))
                .frame()
                .messageId();
        for (int round = 0; round < 50; round++) {
            var fresh = FrameId.ofSend(thread, BOB, "request-" + round);
            hidden.add(log.append(post(hiding, BOB, "request-" + round, Optional.empty())));
            for (MessageId target : List.of(fresh, stored)) {
                String request = "reply-" + round + target.equals(stored);
                accepted.add(log.append(post(hiding, CAROL, request, Optional.of(target))));
                refused.add(log.append(post(hiding, ALICE, request, Optional.of(target))));
                accepted.add(log.append(post(hiding, BOB, request, Optional.of(target))));
            }
        }
        hidden.forEach(MessageLogContractStore::get);
        accepted.forEach(MessageLogContractStore::get);
        assertThat(refused).allSatisfy(one -> assertThat(problemOf(one)).isInstanceOf(MessageNotFound.class));
    }

    @Test
    default void sendToAThreadWithoutAFenceIsDenied() {
        ThreadId thread = unknownThread();
        assertThat(problemOf(open().append(text(thread, ALICE, "request-1", "text"))))
                .isEqualTo(new ThreadAccessDenied(thread));
    }

    @Test
    default void everyTextComesBackAsItWasSent() {
        ContractLog log = open();
        ThreadId thread = newThread(log);
        List<String> texts =
                List.of("", "{}", "{\"a\",NULL}", "NULL", "\\N\\\\", "a\n\t\"b'", "😀 ü ％", "x".repeat(10_000));
        List<CompletableFuture<Appended>> sends = IntStream.range(0, texts.size())
                .mapToObj(text -> log.append(text(thread, BOB, "request-" + text, texts.get(text))))
                .toList();
        sends.forEach(MessageLogContractStore::get);

        assertThat(history(log, thread))
                .extracting(Frame::content)
                .isEqualTo(texts.stream()
                        .map(text -> MessageLogContractStore.posted(BOB, text))
                        .toList());
    }

    @Test
    default void listenerIsNotifiedOfEachFrameInOrderBeforeTheSendCompletes() {
        var heard = Collections.synchronizedList(new ArrayList<Frame>());
        ContractLog log = open(Clock.systemUTC(), new SilentListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                heard.addAll(frames);
            }
        });
        ThreadId thread = newThread(log);
        List<CompletableFuture<Boolean>> sends = IntStream.range(0, 500)
                .mapToObj(send -> log.append(text(thread, ALICE, "request-" + send, "text"))
                        .thenApply(appended -> heard.contains(appended.frame())))
                .toList();

        assertThat(sends).allMatch(CompletableFuture::join);
        get(log.append(text(thread, ALICE, "request-1", "text")));
        assertThat(heard).isEqualTo(history(log, thread));
    }

    @Test
    default void messagesAreFoundInTheirOwnThreadOnly() {
        ContractLog log = open();
        ThreadId one = newThread(log);
        ThreadId other = newThread(log);
        Frame inOne = sent(log, one, "request-1");
        Frame inOther = sent(log, other, "request-1");
        var missing = FrameId.ofSend(one, BOB, "never-sent");

        byte[] hash = "\ntext of request-1".getBytes(StandardCharsets.UTF_8);
        assertThat(log.find(Map.of(inOne.messageId(), one, inOther.messageId(), other, missing, one)))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactlyInAnyOrder(
                        new MessageLog.Found(inOne, Optional.empty(), Set.of(), hash, 1),
                        new MessageLog.Found(inOther, Optional.empty(), Set.of(), hash, 1));
        assertThat(log.find(Map.of(inOne.messageId(), other))).isEmpty();
        assertThat(log.find(Map.of())).isEmpty();
    }
}

package dev.parley.message.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.MessageLog.PageRequest;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Screened;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.problem.TextSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RescreenerTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final ThreadId thread = replica.thread(ALICE, BOB);
    private final Waiting waiting = new Waiting();
    private final Safety safety = new Safety();
    private final Rescreener rescreener = new Rescreener(waiting, safety, replica.fences(), replica.log());

    /// Messages that wait, and which of them were settled. The least recently returned come first.
    private static final class Waiting implements UnscreenedMessages {

        final Map<Long, Frame> frames = new LinkedHashMap<>();
        final List<Frame> settled = new ArrayList<>();
        final List<Frame> failed = new ArrayList<>();

        @Override
        public List<Frame> unscreened(int limit) {
            List<Frame> offered = frames.values().stream().limit(limit).toList();
            offered.forEach(frame -> {
                frames.remove(frame.sequence());
                frames.put(frame.sequence(), frame);
            });
            return offered;
        }

        @Override
        public void failed(List<Frame> messages, String reason) {
            failed.addAll(messages);
            messages.forEach(frame -> frames.remove(frame.sequence()));
        }

        @Override
        public void settle(List<Frame> screened) {
            settled.addAll(screened);
            screened.forEach(frame -> frames.remove(frame.sequence()));
        }
    }

    /// Returns a verdict according to the text itself. It becomes unavailable after a number of calls.
    private static final class Safety implements SendScreen {

        final List<List<ScreeningRequest>> asked = new ArrayList<>();
        int calls = Integer.MAX_VALUE;

        @Override
        public List<Verdict> verdicts(List<ScreeningRequest> requests) {
            asked.add(requests);
            boolean away = asked.size() > calls;
            return requests.stream()
                    .map(one -> away ? Verdict.Unscreened.NOW : verdict(one.text()))
                    .toList();
        }

        private static Verdict verdict(String text) {
            return switch (text) {
                case "content" -> new Verdict.RefusedContent("test-policy", Optional.empty());
                case "contact" -> new Verdict.RefusedContact();
                case "away" -> Verdict.Unscreened.NOW;
                case "poison" -> new Verdict.Unscreenable();
                case "error" -> throw new StackOverflowError();
                case "nudge" ->
                    new Verdict.Allowed(List.of(new Verdict.Nudge("test-nudge", Optional.empty())), List.of());
                case "masked" -> new Verdict.Allowed(List.of(), List.of(new TextSpan(0, 3)));
                default -> Verdict.Allowed.PLAIN;
            };
        }
    }

    private Frame sent(String text) {
        Frame frame = replica.send(thread, ALICE, text);
        waiting.frames.put(frame.sequence(), frame);
        return frame;
    }

    /// Returns the messages that the log shows as refused.
    private Set<Long> refused() {
        return replica.log()
                .page(thread, PageRequest.framesAfter(0, 1_000))
                .orElseThrow()
                .overlays()
                .keySet();
    }

    private void run() {
        boolean more = true;
        while (more) {
            more = rescreener.run();
        }
    }

    @Test
    void eachMessageIsSettledByItsVerdict() {
        Frame plain = sent("plain");
        Frame content = sent("content");
        Frame contact = sent("contact");
        Frame nudge = sent("nudge");
        Frame masked = sent("masked");

        run();

        assertThat(waiting.settled).containsExactly(plain, nudge, content, contact, masked);
        assertThat(refused()).containsExactlyInAnyOrder(content.sequence(), contact.sequence(), masked.sequence());
        assertThat(waiting.frames).isEmpty();
    }

    @Test
    void safetySeesTheCounterpartButNoFirstContact() {
        sent("plain");

        run();

        assertThat(safety.asked)
                .containsExactly(List.of(new ScreeningRequest(thread, ALICE, Optional.of(BOB), "plain", false)));
    }

    @Test
    void allWaitingMessagesAreScreenedBatchByBatch() {
        IntStream.range(0, 300).forEach(i -> sent("plain"));

        run();

        assertThat(safety.asked).extracting(List::size).containsExactly(128, 128, 44);
        assertThat(waiting.settled).hasSize(300);
        assertThat(refused()).isEmpty();
    }

    @Test
    void nothingIsSettledWhileSafetyIsUnavailable() {
        IntStream.range(0, 300).forEach(i -> sent("content"));
        safety.calls = 1;

        run();
        assertThat(safety.asked).hasSize(2);
        assertThat(refused()).hasSize(128);
        assertThat(waiting.frames).hasSize(172);

        safety.calls = Integer.MAX_VALUE;
        run();
        assertThat(refused()).hasSize(300);
        assertThat(waiting.settled).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void messageThatCannotBeScreenedDoesNotDelayOthers() {
        IntStream.range(0, 128).forEach(i -> sent("away"));
        Frame plain = sent("plain");

        run();
        run();

        assertThat(waiting.settled).containsExactly(plain);
        assertThat(waiting.frames).hasSize(128);
    }

    @Test
    void messageOnWhichSafetyFailsIsCountedAndDelaysNoOther() {
        Frame poison = sent("poison");
        Frame plain = sent("plain");
        Frame content = sent("content");

        run();

        assertThat(waiting.settled).containsExactly(plain, content);
        assertThat(waiting.failed).containsExactly(poison);
    }

    @Test
    void errorOfOneMessageIsAFailureOfThatMessageOnly() {
        Frame error = sent("error");
        Frame plain = sent("plain");
        Frame content = sent("content");

        run();

        assertThat(waiting.settled).containsExactly(plain, content);
        assertThat(waiting.failed).containsExactly(error);
        assertThat(refused()).containsExactly(content.sequence());
    }

    @Test
    void messageThatIsScreenedAgainIsClearedIfItIsAllowed() {
        Frame content = sent("plain");
        replica.log()
                .write(new Screened(thread, content.messageId(), content.sequence(), Overlay.Screening.REFUSED))
                .join();

        run();

        assertThat(waiting.settled).containsExactly(content);
        assertThat(replica.log()
                        .find(Map.of(content.messageId(), thread))
                        .getFirst()
                        .overlay()
                        .orElseThrow()
                        .screening())
                .isEqualTo(Overlay.Screening.PASSED);
    }

    @Test
    void frameWithoutATextIsSettledWithoutSafety() {
        Frame plain = sent("plain");
        var notice = new Frame(
                thread,
                plain.sequence() + 1,
                plain.ordinal(),
                new FrameId("msg_notice"),
                plain.createTime(),
                new Frame.Joined(List.of(BOB), Optional.empty()));
        waiting.frames.put(notice.sequence(), notice);

        run();

        assertThat(waiting.settled).containsExactlyInAnyOrder(plain, notice);
        assertThat(waiting.frames).isEmpty();
        assertThat(safety.asked).extracting(List::size).containsExactly(1);
    }

    @Test
    void messageOfAServiceOrOfAnErasedUserIsSettledWithoutSafety() {
        Frame plain = sent("plain");
        for (Optional<Actor> sender : List.of(Optional.of(new Actor("service:cards")), Optional.<Actor>empty())) {
            var message = new Frame(
                    thread,
                    plain.sequence() + 1 + waiting.frames.size(),
                    plain.ordinal() + 1,
                    new FrameId("msg_" + waiting.frames.size()),
                    plain.createTime(),
                    new Frame.Posted(sender, "content", Optional.empty()));
            waiting.frames.put(message.sequence(), message);
        }

        run();

        assertThat(waiting.frames).isEmpty();
        assertThat(safety.asked).extracting(List::size).containsExactly(1);
    }

    @Test
    void frameOfAnUnknownKindWaitsForAReplicaThatKnowsIt() {
        Frame plain = sent("plain");
        var unknown = new Frame(
                thread,
                plain.sequence() + 1,
                plain.ordinal() + 1,
                new FrameId("msg_unknown"),
                plain.createTime(),
                new Frame.Unknown(new Frame.Kind(9), Optional.empty(), Optional.empty(), ""));
        waiting.frames.put(unknown.sequence(), unknown);

        run();

        assertThat(waiting.settled).containsExactly(plain);
        assertThat(waiting.frames).containsValue(unknown);
    }

    @Test
    void safetyIsNotCalledIfNothingWaits() {
        run();
        assertThat(safety.asked).isEmpty();
    }
}

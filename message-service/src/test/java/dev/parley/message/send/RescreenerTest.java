package dev.parley.message.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.FrameIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RescreenerTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final UserId ALICE = new UserId("usr_alice");
    private static final Fence FENCE =
            new Fence(THREAD, 1, Fence.Status.OPEN, Map.of(ALICE, false, new UserId("usr_bob"), false));

    private final Waiting waiting = new Waiting();
    private final Safety safety = new Safety();
    private final Rescreener rescreener = new Rescreener(waiting, safety, new OneFence());

    /// Messages that wait, and what was settled of them.
    private static final class Waiting implements Unscreened {

        final Map<MessageId, Frame> frames = new LinkedHashMap<>();
        final List<MessageId> allowed = new ArrayList<>();
        final List<MessageId> refused = new ArrayList<>();

        MessageId add(String text) {
            long sequence = frames.size() + 1L;
            MessageId id = FrameIds.ofSend(THREAD, ALICE, "request-" + sequence);
            var content = new Frame.Text(ALICE, text, Optional.empty(), false);
            frames.put(id, new Frame(THREAD, sequence, sequence, id, Instant.EPOCH, content));
            return id;
        }

        @Override
        public List<Frame> unscreened(int limit) {
            return frames.values().stream().limit(limit).toList();
        }

        @Override
        public void settle(List<MessageId> allowedOnes, List<MessageId> refusedOnes) {
            allowed.addAll(allowedOnes);
            refused.addAll(refusedOnes);
            allowedOnes.forEach(frames::remove);
            refusedOnes.forEach(frames::remove);
        }
    }

    /// Its verdict is the text itself. It goes out of reach after so many calls.
    private static final class Safety implements SendScreen {

        final List<List<Case>> asked = new ArrayList<>();
        int calls = Integer.MAX_VALUE;

        @Override
        public List<Verdict> verdicts(List<Case> cases) {
            asked.add(cases);
            boolean away = asked.size() > calls;
            return cases.stream()
                    .map(one -> away ? new Verdict.Unscreened() : verdict(one.draft()))
                    .toList();
        }

        private static Verdict verdict(Draft draft) {
            return switch (draft.text()) {
                case "content" -> new Verdict.RefusedContent("test-policy", Optional.empty());
                case "contact" -> new Verdict.RefusedContact();
                case "nudge" -> new Verdict.Allowed(List.of(new Verdict.Nudge("test-nudge", Optional.empty())));
                default -> Verdict.Allowed.PLAIN;
            };
        }
    }

    private static final class OneFence implements Fences {

        @Override
        public Optional<Fence> find(ThreadId thread) {
            return thread.equals(THREAD) ? Optional.of(FENCE) : Optional.empty();
        }

        @Override
        public Optional<Fence> remembered(ThreadId thread) {
            return Optional.of(FENCE);
        }

        @Override
        public Map<ThreadId, Fence> atLeast(Map<ThreadId, Long> versions) {
            return Map.of(FENCE.thread(), FENCE);
        }

        @Override
        public void offer(Fence fence) {}

        @Override
        public boolean isEstablished(ThreadId thread) {
            return true;
        }

        @Override
        public void establish(ThreadId thread) {}
    }

    @Test
    void eachMessageIsSettledByItsVerdict() {
        MessageId plain = waiting.add("plain");
        MessageId content = waiting.add("content");
        MessageId contact = waiting.add("contact");
        MessageId nudge = waiting.add("nudge");

        rescreener.run();

        assertThat(waiting.allowed).containsExactly(plain, nudge);
        assertThat(waiting.refused).containsExactly(content, contact);
        assertThat(waiting.frames).isEmpty();
    }

    @Test
    void safetySeesWhatWasSentWithTheFenceOfItsThread() {
        waiting.add("plain");

        rescreener.run();

        var draft = new Draft(THREAD, ALICE, "", "plain", Optional.empty());
        assertThat(safety.asked).containsExactly(List.of(new SendScreen.Case(draft, FENCE, false)));
    }

    @Test
    void everythingThatWaitsIsScreenedBatchByBatch() {
        IntStream.range(0, 300).forEach(i -> waiting.add("plain"));

        rescreener.run();

        assertThat(safety.asked).extracting(List::size).containsExactly(128, 128, 44);
        assertThat(waiting.allowed).hasSize(300);
    }

    @Test
    void nothingIsSettledWhileSafetyIsOutOfReach() {
        IntStream.range(0, 300).forEach(i -> waiting.add("content"));
        safety.calls = 1;

        rescreener.run();
        assertThat(safety.asked).hasSize(2);
        assertThat(waiting.refused).hasSize(128);
        assertThat(waiting.frames).hasSize(172);

        safety.calls = Integer.MAX_VALUE;
        rescreener.run();
        assertThat(waiting.refused).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void nobodyIsAskedWhenNothingWaits() {
        rescreener.run();
        assertThat(safety.asked).isEmpty();
    }
}

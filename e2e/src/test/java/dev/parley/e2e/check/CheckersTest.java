package dev.parley.e2e.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The checkers detect the faults for which they exist: each fault that is planted here makes them fail.
final class CheckersTest {

    private static final String THREAD = "thr_checked";
    private static final String ALICE = "usr_alice";

    private final History history = new History();
    private final List<Message> log = new ArrayList<>();

    private static Message message(int sequence, String text) {
        return Message.newBuilder()
                .setMessageId("msg_" + text)
                .setThreadId(THREAD)
                .setSequence(sequence)
                .setOrdinal(sequence)
                .setSenderId(ALICE)
                .setKind(MessageKind.MESSAGE_KIND_TEXT)
                .setText(text)
                .build();
    }

    private Sending begin(String text) {
        return history.begin(ALICE, User.draft(THREAD, "request-" + text, text));
    }

    private void acked(int sequence, String text) {
        begin(text)
                .acked(SendMessageResponse.newBuilder()
                        .setMessage(message(sequence, text))
                        .build());
    }

    /// Records three successful sends.
    private void three() {
        IntStream.rangeClosed(1, 3).forEach(i -> {
            acked(i, "text" + i);
            log.add(message(i, "text" + i));
        });
    }

    private void isGreen() {
        assertThatCode(() -> LogCheck.check(THREAD, log, history)).doesNotThrowAnyException();
    }

    private void isRed() {
        assertThatThrownBy(() -> LogCheck.check(THREAD, log, history)).isInstanceOf(AssertionError.class);
    }

    @Test
    void completeLogPasses() {
        three();
        begin("unknown, and not there").lost();
        begin("unknown, and there").lost();
        log.add(message(4, "unknown, and there"));
        isGreen();
    }

    @Test
    void lostAcknowledgedSendFails() {
        three();
        log.removeLast();
        isRed();
    }

    @Test
    void duplicatedSendFails() {
        three();
        log.add(message(4, "text1").toBuilder().setMessageId("msg_other").build());
        isRed();
    }

    @Test
    void changedTextFails() {
        three();
        log.set(1, message(2, "texT2"));
        isRed();
    }

    @Test
    void gapIsRed() {
        three();
        acked(5, "text5");
        log.add(message(5, "text5").toBuilder().setOrdinal(4).build());
        isRed();
    }

    @Test
    void refusedSendThatAppearsFails() {
        three();
        begin("refused").refused("CONTENT_REJECTED");
        log.add(message(4, "refused"));
        isRed();
    }

    @Test
    void messageThatNobodySentFails() {
        three();
        log.add(message(4, "out of nowhere"));
        isRed();
    }

    @Test
    void differentResultForTheSameRequestFails() {
        three();
        acked(2, "text1");
        isRed();
    }

    @Test
    void laterSendBeforeAnEarlierOneFails() {
        acked(2, "text2");
        acked(1, "text1");
        log.add(message(1, "text1"));
        log.add(message(2, "text2"));
        isRed();
    }

    @Test
    void feedWithAGapARepeatOrAnotherFrameFails() {
        three();
        feedIsGreen(log);
        feedIsRed(List.of(log.get(0), log.get(2)));
        feedIsRed(List.of(log.get(0), log.get(0), log.get(1), log.get(2)));
        feedIsRed(List.of(log.get(0), message(2, "other"), log.get(2)));
        feedIsRed(log.subList(0, 2));
    }

    private void feedIsGreen(List<Message> frames) {
        assertThatCode(() -> FeedCheck.check(List.of(fed(frames)), log)).doesNotThrowAnyException();
    }

    private void feedIsRed(List<Message> frames) {
        assertThatThrownBy(() -> FeedCheck.check(List.of(fed(frames)), log)).isInstanceOf(AssertionError.class);
    }

    private static ThreadFollower fed(List<Message> frames) {
        ThreadFollower follower = ThreadFollower.eager(0);
        frames.forEach(frame -> follower.onNext(WatchThreadResponse.newBuilder()
                .setItem(
                        ThreadItem.newBuilder().setSequence(frame.getSequence()).setMessage(frame))
                .build()));
        follower.onError(Status.CANCELLED.asRuntimeException());
        return follower;
    }
}

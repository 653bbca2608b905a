package dev.parley.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.Sending;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Compares the sends to one thread with its log. The texts of a test are all different.
public final class LogCheck {

    private final String thread;
    private final List<Message> log;
    private final List<Send> sends;

    /// All invocations of the same send: the same sender, thread and request id.
    private record Send(List<Sending> invocations) {

        private Stream<Message> messages() {
            return invocations.stream().flatMap(sending -> sending.message().stream());
        }

        private boolean isAcked() {
            return messages().findAny().isPresent();
        }

        private boolean isRefused() {
            return invocations.stream().allMatch(sending -> sending.fate() == Fate.REFUSED);
        }

        private String key() {
            Sending first = invocations.getFirst();
            return first.sender() + ": " + first.request().getText();
        }

        private long begunNanos() {
            return invocations.stream().mapToLong(Sending::begunNanos).min().orElseThrow();
        }

        private long ackedNanos() {
            return invocations.stream()
                    .filter(sending -> sending.fate() == Fate.ACKED)
                    .mapToLong(Sending::endedNanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private LogCheck(String thread, List<Message> log, History history) {
        this.thread = thread;
        this.log = log;
        this.sends = history.all().stream()
                .filter(sending -> sending.request().getThreadId().equals(thread))
                .collect(Collectors.groupingBy(
                        sending -> sending.sender() + "/" + sending.request().getRequestId()))
                .values()
                .stream()
                .map(Send::new)
                .toList();
    }

    /// Asserts L1, L2, L3 and L5 for a thread whose whole log is given.
    public static void check(String thread, List<Message> log, History history) {
        var check = new LogCheck(thread, log, history);
        check.isDense();
        check.holdsEverySend();
        check.keepsRealTimeOrder();
    }

    /// L3: sequences have no gap or repeat, and ordinals count the texts.
    private void isDense() {
        assertThat(log.stream().map(Message::getSequence))
                .as("sequences of %s", thread)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, log.size()).boxed().toList());
        long ordinal = 0;
        for (Message message : log) {
            ordinal += message.getKind() == MessageKind.MESSAGE_KIND_TEXT ? 1 : 0;
            assertThat(message.getOrdinal()).as("ordinal of %s", message).isEqualTo(ordinal);
        }
        assertThat(log.stream().map(Message::getMessageId)).doesNotHaveDuplicates();
    }

    /// L1, L2 and L5: an acknowledged send is there once and as acknowledged, an unknown one at most once, a
    /// refused one never; and there is nothing else.
    private void holdsEverySend() {
        Map<String, List<Message>> found = log.stream()
                .filter(message -> message.getKind() == MessageKind.MESSAGE_KIND_TEXT)
                .collect(Collectors.groupingBy(message -> message.getSenderId() + ": " + message.getText()));
        for (Send send : sends) {
            List<Message> copies = found.getOrDefault(send.key(), List.of());
            if (send.isAcked()) {
                assertThat(copies).as("acknowledged: %s", send.key()).hasSize(1);
                assertThat(send.messages()).as("every result of %s", send.key()).allMatch(copies.getFirst()::equals);
            } else if (send.isRefused()) {
                assertThat(copies).as("refused: %s", send.key()).isEmpty();
            } else {
                assertThat(copies).as("unknown: %s", send.key()).hasSizeLessThanOrEqualTo(1);
            }
        }
        assertThat(sends.stream().map(Send::key).collect(Collectors.toSet()))
                .as("texts that a user sent")
                .containsAll(found.keySet());
    }

    /// L3: a send that was acknowledged before another one was invoked has the smaller sequence.
    private void keepsRealTimeOrder() {
        List<Send> newestFirst = sends.stream()
                .filter(Send::isAcked)
                .sorted(Comparator.comparingLong(LogCheck::sequence).reversed())
                .toList();
        long ackOfLater = Long.MAX_VALUE;
        for (Send send : newestFirst) {
            assertThat(send.begunNanos())
                    .as("%s was invoked after a later one was acknowledged", send.key())
                    .isLessThanOrEqualTo(ackOfLater);
            ackOfLater = Math.min(ackOfLater, send.ackedNanos());
        }
    }

    private static long sequence(Send send) {
        return send.messages().findFirst().orElseThrow().getSequence();
    }
}

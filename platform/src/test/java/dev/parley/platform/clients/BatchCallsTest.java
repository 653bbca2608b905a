package dev.parley.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Deadline;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Batches that are halved until the bad questions are isolated.
final class BatchCallsTest {

    private final AtomicLong time = new AtomicLong();
    private final Deadline deadline = Deadline.after(2, TimeUnit.SECONDS, new Deadline.Ticker() {
        @Override
        public long nanoTime() {
            return time.get();
        }
    });
    private final Neighbour neighbour = new Neighbour();

    /// Fails on bad questions, after some time.
    private final class Neighbour implements BatchCalls.Asked<String, String> {
        private final List<List<String>> calls = new ArrayList<>();
        private long nanosOfACall;

        @Override
        public List<String> call(List<String> questions, Deadline until) {
            assertThat(until).isSameAs(deadline);
            calls.add(questions);
            time.addAndGet(nanosOfACall);
            if (questions.contains("bad")) {
                throw Status.INTERNAL.asRuntimeException();
            }
            return questions.stream().map(question -> "answer to " + question).toList();
        }

        @Override
        public String refused(String question, Throwable failure) {
            return "refused";
        }

        @Override
        public String failed(String question, Throwable failure) {
            return "failed";
        }

        @Override
        public String unanswered(String question) {
            return "unanswered";
        }
    }

    private List<String> answers(String... questions) {
        return new BatchCalls<>(neighbour, true, deadline).answers(List.of(questions));
    }

    @Test
    void badQuestionIsIsolated() {
        assertThat(answers("a", "b", "bad", "c"))
                .containsExactly("answer to a", "answer to b", "failed", "answer to c");
        assertThat(neighbour.calls).hasSize(5);
    }

    @Test
    void allCallsShareOneDeadline() {
        neighbour.nanosOfACall = TimeUnit.SECONDS.toNanos(1);
        assertThat(answers("a", "b", "bad", "c"))
                .containsExactly("answer to a", "answer to b", "unanswered", "unanswered");
        assertThat(neighbour.calls).hasSize(2);
    }
}

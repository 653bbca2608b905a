package dev.parley.bench.load;

import dev.parley.clientkit.report.Tally;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A unary call that is asked again and again, each answer timed and checked. Safe for many threads.
///
/// @param <R> the answer
public final class Question<R> {

    /// How it is asked.
    public interface Ask<R> {
        /// Starts the n-th call, from 0.
        void start(long number, StreamObserver<R> answer);
    }

    /// A check of each answer.
    public interface Rule<R> {
        /// The fault of an answer; empty when there is none.
        Optional<String> faultOf(R answer);
    }

    private final Ask<R> ask;
    private final Rule<R> rule;
    private final Tally tally;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean repeating;

    /// Counts and times in a tally.
    public Question(Ask<R> ask, Rule<R> rule, Tally tally) {
        this.ask = ask;
        this.rule = rule;
        this.tally = tally;
    }

    /// Asks once, which was meant to start at this time.
    public void ask(long intendedNanos) {
        open.incrementAndGet();
        ask.start(numbers.getAndIncrement(), new Answer(intendedNanos));
    }

    /// Asks as so many clients would, each of which asks again as soon as it is answered.
    public void repeat(int clients) {
        repeating = true;
        for (int i = 0; i < clients; i++) {
            ask(System.nanoTime());
        }
    }

    /// Ends [#repeat].
    public void rest() {
        repeating = false;
    }

    /// Whether every call was answered.
    public boolean isAnswered() {
        return open.get() == 0;
    }

    private final class Answer implements StreamObserver<R> {

        private final long intended;
        private @Nullable R value;

        Answer(long intended) {
            this.intended = intended;
        }

        @Override
        public void onNext(R answer) {
            value = answer;
        }

        @Override
        public void onError(Throwable failure) {
            tally.failed("a call failed", Status.fromThrowable(failure));
            ended();
        }

        @Override
        public void onCompleted() {
            long now = System.nanoTime();
            if (value == null) {
                tally.failed("a call had no answer");
            } else {
                tally.answered(now - intended);
                tally.completed();
                rule.faultOf(value).ifPresent(fault -> tally.failed("a wrong answer: " + fault));
            }
            ended();
        }

        private void ended() {
            if (repeating && !tally.isHopeless()) {
                ask(System.nanoTime());
            }
            open.decrementAndGet();
        }
    }
}

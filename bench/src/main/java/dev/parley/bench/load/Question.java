package dev.parley.bench.load;

import dev.parley.clientkit.report.Tally;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A unary call that is made repeatedly; each response is timed and checked. Thread-safe.
///
/// @param <R> the response
public final class Question<R> {

    /// Makes the call.
    public interface Ask<R> {
        /// Starts the n-th call, counted from 0.
        void start(long number, StreamObserver<R> answer);
    }

    /// A check of each response.
    public interface Rule<R> {
        /// Returns what is wrong with a response; empty if nothing is.
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

    /// Makes one call, with this intended start.
    public void ask(long intendedNanos) {
        open.incrementAndGet();
        ask.start(numbers.getAndIncrement(), new Answer(intendedNanos));
    }

    /// Simulates this many clients, each of which makes its next call as soon as it gets a response.
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

    /// Whether every call got a response.
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
                tally.failed("a call got no response");
            } else {
                tally.answered(now - intended);
                tally.completed();
                rule.faultOf(value).ifPresent(fault -> tally.failed("a wrong response: " + fault));
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

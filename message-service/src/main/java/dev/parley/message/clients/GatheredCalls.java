package dev.parley.message.clients;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Combines the questions of several callers into one call. The first question starts a call immediately; the
/// questions that arrive during that call form the next one. Calls run in virtual threads of their own, so no
/// caller waits much longer than its patience, and no interrupt of a caller reaches the questions of others.
/// Another call starts in parallel if a full batch waits, or if the newest call takes longer than usual. While
/// calls carry many questions, they start a minimum time apart, so that each carries more: most of the cost of
/// a question is its share of the call. Callers block.
///
/// @param <Q> a question
/// @param <A> the answer to a question
final class GatheredCalls<Q, A> {

    /// A call with this many questions indicates that more will follow.
    private static final int MANY = 8;

    /// How much later than its patience a caller may leave. One thread watches the patience of all callers: a
    /// timer for each would cost more than the rest of a question.
    private static final Duration GRAIN = Duration.ofMillis(20);

    private final Function<List<Q>, List<A>> call;
    private final ToIntFunction<Q> weigher;
    private final Bounds bounds;
    private final Semaphore free;
    private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Asked<Q, A>> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();
    private final AtomicLong waitingQuestions = new AtomicLong();
    private final AtomicLong waitingWeight = new AtomicLong();
    private volatile long newestCall;
    private volatile int newestSize;

    /// @param batch about how many questions a call has; more if a single caller has more
    /// @param batchWeight about how much they weigh, so that a question does not wait for many heavy ones
    /// @param parallel the maximum number of calls at once
    /// @param weight how much may wait at once, by the weigher
    /// @param quick the usual maximum duration of a call
    /// @param apart the minimum time between the starts of a call with many questions and of the next one
    record Bounds(int batch, int batchWeight, int parallel, long weight, Duration quick, Duration apart) {}

    /// The questions of one caller, compared by identity. The answers are empty once the patience is over.
    private static final class Asked<Q, A> {
        final List<Q> questions;
        final int weight;
        final long end;
        final CompletableFuture<Optional<List<A>>> answers = new CompletableFuture<>();

        Asked(List<Q> questions, int weight, Duration patience) {
            this.questions = questions;
            this.weight = weight;
            this.end = System.nanoTime() + patience.toNanos();
        }
    }

    /// Uses calls that return one answer for each question, in order.
    GatheredCalls(Function<List<Q>, List<A>> call, ToIntFunction<Q> weigher, Bounds bounds) {
        this.call = call;
        this.weigher = weigher;
        this.bounds = bounds;
        this.free = new Semaphore(bounds.parallel());
        this.newestCall = System.nanoTime() - bounds.quick().toNanos();
    }

    /// Asks, and waits for the answers. Empty if too much is already waiting, or if there is no answer in
    /// time; the questions are then withdrawn. Throws what the call threw.
    Optional<List<A>> ask(List<Q> questions, Duration patience) {
        Asked<Q, A> own = new Asked<>(questions, weightOf(questions), patience);
        if (waitingWeight.addAndGet(own.weight) > bounds.weight()) {
            waitingWeight.addAndGet(-own.weight);
            return Optional.empty();
        }
        waitingQuestions.addAndGet(questions.size());
        waiting.add(own);
        if (isCallDue()) {
            startCall();
        }
        return await(own);
    }

    /// If no thread can be started, the permit is returned, so that the next question tries again.
    private void startCall() {
        if (!free.tryAcquire()) {
            return;
        }
        try {
            Thread.startVirtualThread(this::lead);
        } catch (Throwable refused) {
            free.release();
            throw refused;
        }
    }

    private int weightOf(List<Q> questions) {
        int weight = 0;
        for (Q question : questions) {
            weight += weigher.applyAsInt(question);
        }
        return weight;
    }

    /// Returns how many questions wait for a call.
    long waiting() {
        return waitingQuestions.get();
    }

    private boolean isCallDue() {
        return free.availablePermits() == bounds.parallel()
                || waitingQuestions.get() >= bounds.batch()
                || System.nanoTime() - newestCall >= bounds.quick().toNanos();
    }

    private Optional<List<A>> await(Asked<Q, A> own) {
        unanswered.add(own);
        watch();
        try {
            Optional<List<A>> answers = own.answers.get();
            return answers.isPresent() ? answers : leave(own);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return leave(own);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException thrown
                    ? thrown
                    : new IllegalStateException(failure.getCause());
        } finally {
            unanswered.remove(own);
        }
    }

    private void watch() {
        if (!watched.get() && watched.compareAndSet(false, true)) {
            try {
                Thread.startVirtualThread(this::watchUnanswered);
            } catch (Throwable refused) {
                watched.set(false);
                throw refused;
            }
        }
    }

    /// Releases the callers whose patience is over, until nobody waits. Survives any error: without it, callers
    /// would wait for as long as a call hangs.
    private void watchUnanswered() {
        do {
            LockSupport.parkNanos(GRAIN.toNanos());
            try {
                releaseImpatient();
            } catch (Throwable unable) {
                LockSupport.parkNanos(GRAIN.toNanos());
            }
        } while (!unanswered.isEmpty());
        watched.set(false);
        if (!unanswered.isEmpty()) {
            watch();
        }
    }

    private void releaseImpatient() {
        long now = System.nanoTime();
        for (Asked<Q, A> one : unanswered) {
            if (now - one.end >= 0) {
                one.answers.complete(Optional.empty());
            }
        }
    }

    private Optional<List<A>> leave(Asked<Q, A> own) {
        if (waiting.remove(own)) {
            taken(own);
        }
        return Optional.empty();
    }

    private void taken(Asked<Q, A> asked) {
        waitingWeight.addAndGet(-asked.weight);
        waitingQuestions.addAndGet(-asked.questions.size());
    }

    /// Makes one call, then starts the next one if questions wait.
    private void lead() {
        try {
            keepApart();
            newestCall = System.nanoTime();
            answer(gather());
        } finally {
            free.release();
            if (!waiting.isEmpty()) {
                startCall();
            }
        }
    }

    private void keepApart() {
        long early = newestCall + bounds.apart().toNanos() - System.nanoTime();
        if (early > 0 && newestSize >= MANY) {
            LockSupport.parkNanos(early);
        }
    }

    private List<Asked<Q, A>> gather() {
        var batch = new ArrayList<Asked<Q, A>>();
        int count = 0;
        int weight = 0;
        Asked<Q, A> next;
        while (count < bounds.batch() && weight < bounds.batchWeight() && (next = waiting.poll()) != null) {
            taken(next);
            batch.add(next);
            weight += next.weight;
            count += next.questions.size();
        }
        newestSize = count;
        return batch;
    }

    private void answer(List<Asked<Q, A>> batch) {
        var questions = new ArrayList<Q>();
        batch.forEach(asked -> questions.addAll(asked.questions));
        if (questions.isEmpty()) {
            batch.forEach(asked -> asked.answers.complete(Optional.of(List.of())));
            return;
        }
        try {
            List<A> answers = call.apply(questions);
            int from = 0;
            for (Asked<Q, A> asked : batch) {
                int to = from + asked.questions.size();
                asked.answers.complete(Optional.of(answers.subList(from, to)));
                from = to;
            }
        } catch (Throwable thrown) {
            batch.forEach(asked -> asked.answers.completeExceptionally(thrown));
        }
    }
}

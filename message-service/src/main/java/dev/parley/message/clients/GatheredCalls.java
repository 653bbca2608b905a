package dev.parley.message.clients;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Puts what several callers ask at the same moment into one call: while calls are under way, the questions of the
/// next one gather; who comes when none is under way asks at once, so nobody waits for a timer. Callers block.
///
/// @param <Q> a question
/// @param <A> the answer to a question
final class GatheredCalls<Q, A> {

    private final Function<List<Q>, List<A>> call;
    private final int most;
    private final Semaphore free;
    private final Queue<Asked<Q, A>> waiting = new ConcurrentLinkedQueue<>();

    /// What one caller asks.
    private record Asked<Q, A>(List<Q> questions, CompletableFuture<List<A>> answers) {}

    /// Makes at most `parallel` calls at once, of about `most` questions, or of what a single caller asks if that
    /// is more. A call gives one answer for each question, in their order.
    GatheredCalls(Function<List<Q>, List<A>> call, int most, int parallel) {
        this.call = call;
        this.most = most;
        this.free = new Semaphore(parallel);
    }

    /// Asks, and waits for the answers. Throws what the call threw.
    List<A> ask(List<Q> questions) {
        var own = new Asked<Q, A>(questions, new CompletableFuture<>());
        waiting.add(own);
        if (free.tryAcquire()) {
            lead();
        }
        try {
            return own.answers().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException thrown ? thrown : failure;
        }
    }

    /// How many callers wait for the next call.
    int waiting() {
        return waiting.size();
    }

    /// Makes one call. Whoever waits after that gets another leader: nobody leads for the others for ever.
    private void lead() {
        try {
            answer(gather());
        } finally {
            free.release();
        }
        if (!waiting.isEmpty() && free.tryAcquire()) {
            Thread.startVirtualThread(this::lead);
        }
    }

    private List<Asked<Q, A>> gather() {
        var batch = new ArrayList<Asked<Q, A>>();
        int count = 0;
        Asked<Q, A> next;
        while (count < most && (next = waiting.poll()) != null) {
            batch.add(next);
            count += next.questions().size();
        }
        return batch;
    }

    private void answer(List<Asked<Q, A>> batch) {
        var questions = new ArrayList<Q>();
        batch.forEach(asked -> questions.addAll(asked.questions()));
        if (questions.isEmpty()) {
            batch.forEach(asked -> asked.answers().complete(List.of()));
            return;
        }
        try {
            List<A> answers = call.apply(questions);
            int from = 0;
            for (Asked<Q, A> asked : batch) {
                int to = from + asked.questions().size();
                asked.answers().complete(answers.subList(from, to));
                from = to;
            }
        } catch (RuntimeException | Error thrown) {
            batch.forEach(asked -> asked.answers().completeExceptionally(thrown));
        }
    }
}

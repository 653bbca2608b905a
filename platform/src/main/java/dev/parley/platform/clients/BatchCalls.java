package dev.parley.platform.clients;

import io.grpc.Deadline;
import java.util.ArrayList;
import java.util.List;

/// The calls for one batch of questions. If the other service answers with anything but answers, the batch is halved
/// until the questions that cause it are isolated: they must not decide what the others get.
///
/// If the first ten calls fail, the service itself has failed, and no question of the batch gets an answer. A batch
/// costs at most 40 calls, which share one deadline. Not thread-safe.
///
/// @param <Q> a question
/// @param <A> an answer
public final class BatchCalls<Q, A> {

    private static final int CALLS_WITHOUT_ANSWER = 10;
    private static final int MOST_CALLS = 40;

    private final Asked<Q, A> neighbour;
    private final int mostCalls;
    private final Deadline deadline;
    private int calls;
    private boolean answered;
    private boolean away;

    /// The other service, and what its failures mean.
    public interface Asked<Q, A> {

        /// Returns one answer for each question, in order, before the deadline. Throws if there are none.
        List<A> call(List<Q> questions, Deadline deadline);

        /// Returns the answer for a question that the service refuses.
        A refused(Q question, Throwable failure);

        /// Returns the answer for a question on which the service fails.
        A failed(Q question, Throwable failure);

        /// Returns the answer for a question to which there was no response.
        A unanswered(Q question);
    }

    /// @param isolating whether to halve a batch that fails
    /// @param deadline when the last answer is needed, whatever the number of calls
    public BatchCalls(Asked<Q, A> neighbour, boolean isolating, Deadline deadline) {
        this.neighbour = neighbour;
        this.deadline = deadline;
        this.mostCalls = isolating ? MOST_CALLS : 1;
    }

    /// Whether a call got no response.
    public boolean isAway() {
        return away;
    }

    /// Whether the service has dealt with at least one question.
    public boolean hasAnswered() {
        return answered;
    }

    /// Returns one answer for each question, in order.
    public List<A> answers(List<Q> questions) {
        if (away || deadline.isExpired() || calls >= mostCalls || !answered && calls >= CALLS_WITHOUT_ANSWER) {
            return unanswered(questions);
        }
        calls++;
        try {
            List<A> answers = neighbour.call(questions, deadline);
            answered = true;
            return answers;
        } catch (RuntimeException | Error failure) {
            return answersAfter(failure, questions);
        }
    }

    private List<A> answersAfter(Throwable failure, List<Q> questions) {
        Failure kind = Failure.of(failure);
        if (kind == Failure.OUTAGE) {
            away = true;
            return unanswered(questions);
        }
        if (questions.size() > 1) {
            return halves(questions);
        }
        Q question = questions.getFirst();
        if (kind == Failure.FAULT) {
            return List.of(neighbour.failed(question, failure));
        }
        answered = true;
        return List.of(neighbour.refused(question, failure));
    }

    private List<A> halves(List<Q> questions) {
        int half = questions.size() / 2;
        var answers = new ArrayList<A>(questions.size());
        answers.addAll(answers(questions.subList(0, half)));
        answers.addAll(answers(questions.subList(half, questions.size())));
        return answers;
    }

    private List<A> unanswered(List<Q> questions) {
        return questions.stream().map(neighbour::unanswered).toList();
    }
}

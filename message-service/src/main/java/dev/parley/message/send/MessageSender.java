package dev.parley.message.send;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.ContentHasher;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Appended;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.log.Overlay;
import dev.parley.message.log.Post;
import dev.parley.message.problem.MessageProblem.CallerGone;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ContentRejected;
import dev.parley.message.send.Admission.Ruling;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Sends messages: checks the fence, then safety, then appends to the log. A retried send returns its first
/// result, even if its sender has been blocked or the policy has changed since.
@Singleton
public final class MessageSender {

    private static final Duration RETRY = Duration.ofMillis(500);

    private final Admission admission;
    private final Fences fences;
    private final SendScreen screen;
    private final MessageLog log;
    private final ContentHasher hasher;

    /// A message in its thread.
    ///
    /// @param overlay its current state, if it was changed since
    public record Sent(Frame frame, Optional<Overlay> overlay, Verdict verdict, boolean replayed) {}

    /// Receives the results of a batch, each once, in any order and on any thread. An implementation must be
    /// fast and must not throw.
    public interface Results {

        /// The draft at this index was sent.
        void sent(int place, Sent sent);

        /// The draft at this index was refused, or its outcome is unknown.
        void failed(int place, Throwable failure);
    }

    /// Sends to `log` what `fences` and `screen` admit.
    public MessageSender(
            Fences fences, SendScreen screen, MessageLog log, ContentHasher hasher, @Named("message") Clock clock) {
        this.admission = new Admission(fences, clock);
        this.fences = fences;
        this.screen = screen;
        this.log = log;
        this.hasher = hasher;
    }

    /// Sends one message. When it returns, the message is durable and at its final position.
    public Sent send(Draft draft) {
        return switch (admission.rule(draft)) {
            case Ruling.Admitted(Fence fence) -> send(draft, fence);
            case Ruling.Refused(ProblemException problem) -> firstResult(draft, problem);
            case Ruling.Failed(ProblemException problem) -> throw problem;
        };
    }

    private Sent send(Draft draft, Fence fence) {
        boolean first = !fences.isEstablished(draft.thread());
        ScreeningRequest request = ScreeningRequest.of(fence, draft.sender(), draft.text(), first);
        Verdict verdict = screen.verdict(request);
        Optional<Problem> refusal = refusal(request, verdict);
        return refusal.isPresent()
                ? firstResult(draft, refusal.get().exception())
                : sent(await(append(draft, fence, verdict)), verdict);
    }

    /// Sends messages, with at most one lookup for all of them. Appends those to one thread in list order. If
    /// it throws, nothing was sent and no result was reported.
    public void sendAll(List<Draft> drafts, Results results) {
        List<Ruling> rulings = admission.rule(drafts);
        List<ScreeningRequest> requests = requests(drafts, rulings);
        List<Verdict> verdicts = requests.isEmpty() ? List.of() : screen.verdicts(requests);
        var refused = new HashMap<Integer, ProblemException>();
        int screened = 0;
        for (int place = 0; place < rulings.size(); place++) {
            switch (rulings.get(place)) {
                case Ruling.Admitted(Fence fence) -> {
                    Verdict verdict = verdicts.get(screened);
                    Optional<Problem> refusal = refusal(requests.get(screened), verdict);
                    screened++;
                    if (refusal.isPresent()) {
                        refused.put(place, refusal.get().exception());
                    } else {
                        append(drafts.get(place), fence, verdict).whenComplete(answer(place, verdict, results));
                    }
                }
                case Ruling.Refused(ProblemException problem) -> refused.put(place, problem);
                case Ruling.Failed(ProblemException problem) -> results.failed(place, problem);
            }
        }
        if (!refused.isEmpty()) {
            answerRefused(drafts, refused, results);
        }
    }

    private List<ScreeningRequest> requests(List<Draft> drafts, List<Ruling> rulings) {
        var threads = new HashSet<ThreadId>();
        for (int place = 0; place < rulings.size(); place++) {
            if (rulings.get(place) instanceof Ruling.Admitted) {
                threads.add(drafts.get(place).thread());
            }
        }
        Set<ThreadId> unused = threads.isEmpty() ? threads : fences.unestablished(threads);
        var requests = new ArrayList<ScreeningRequest>(rulings.size());
        for (int place = 0; place < rulings.size(); place++) {
            if (rulings.get(place) instanceof Ruling.Admitted(Fence fence)) {
                Draft draft = drafts.get(place);
                boolean first = unused.contains(draft.thread());
                requests.add(ScreeningRequest.of(fence, draft.sender(), draft.text(), first));
            }
        }
        return requests;
    }

    private static Optional<Problem> refusal(ScreeningRequest request, Verdict verdict) {
        return switch (verdict) {
            case Verdict.RefusedContact() -> Optional.of(new ContactNotAllowed(request.thread()));
            case Verdict.RefusedContent(var policy, var span) -> Optional.of(new ContentRejected(policy, span));
            case Verdict.Unscreened _, Verdict.Unscreenable _
            when request.firstContact() -> Optional.of(new DependencyUnavailable("safety", RETRY));
            case Verdict.Unscreened _, Verdict.Unscreenable _, Verdict.Allowed _ -> Optional.empty();
        };
    }

    private CompletableFuture<Appended> append(Draft draft, Fence fence, Verdict verdict) {
        try {
            return log.write(post(draft, fence, verdict));
        } catch (Throwable thrown) {
            return CompletableFuture.failedFuture(thrown);
        }
    }

    private Post post(Draft draft, Fence fence, Verdict verdict) {
        var post = Post.of(draft, hasher, fence, verdict instanceof Verdict.Allowed);
        return verdict instanceof Verdict.Allowed(var _, var masked) && !masked.isEmpty()
                ? post.showing(Masking.mask(draft.text(), masked))
                : post;
    }

    private static Appended await(CompletableFuture<Appended> append) {
        try {
            return append.get();
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof RuntimeException thrown
                    ? thrown
                    : new IllegalStateException(failure.getCause());
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new CallerGone().exception();
        }
    }

    private Sent sent(Appended appended, Verdict verdict) {
        fences.establish(appended.frame().thread());
        return new Sent(appended.frame(), appended.overlay(), verdict, appended.replayed());
    }

    private BiConsumer<Appended, @Nullable Throwable> answer(int place, Verdict verdict, Results results) {
        return (appended, failure) -> {
            if (failure == null) {
                results.sent(place, sent(appended, verdict));
            } else {
                results.failed(place, failure);
            }
        };
    }

    /// Returns the first result of a draft that may not be sent now but was sent before; otherwise throws the
    /// problem.
    private Sent firstResult(Draft draft, ProblemException problem) {
        MessageId id = draft.messageId();
        Sent first = firstResult(draft, log.find(Map.of(id, draft.thread())), id);
        if (first == null) {
            throw problem;
        }
        return first;
    }

    private @Nullable Sent firstResult(Draft draft, List<Found> found, MessageId id) {
        for (Found one : found) {
            Frame frame = one.frame();
            if (frame.id().value().equals(id.value()) && Arrays.equals(one.contentHash(), hasher.hash(draft))) {
                return new Sent(frame, one.overlay(), Verdict.Allowed.PLAIN, true);
            }
        }
        return null;
    }

    private void answerRefused(List<Draft> drafts, Map<Integer, ProblemException> refused, Results results) {
        List<Found> found;
        try {
            var ids = new HashMap<MessageId, ThreadId>();
            refused.keySet()
                    .forEach(place -> ids.put(
                            drafts.get(place).messageId(), drafts.get(place).thread()));
            found = log.find(ids);
        } catch (Throwable away) {
            refused.keySet().forEach(place -> results.failed(place, away));
            return;
        }
        refused.forEach((place, problem) -> {
            Draft draft = drafts.get(place);
            Sent first = firstResult(draft, found, draft.messageId());
            if (first == null) {
                results.failed(place, problem);
            } else {
                results.sent(place, first);
            }
        });
    }
}

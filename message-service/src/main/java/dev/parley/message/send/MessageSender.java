package dev.parley.message.send;

import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Append;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ContentRejected;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Sends messages: the fence, safety, the log, in this order.
///
/// What is in the log stays sent: a draft that is refused, but was sent before, gets the first result, whatever has
/// come between the two. So a sender whose answer was lost learns what became of the message.
@Singleton
public final class MessageSender {

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final CompletableFuture<Sent> PENDING = new CompletableFuture<>();

    private final Fences fences;
    private final SendScreen screen;
    private final MessageLog log;

    /// A message in its thread.
    public record Sent(Frame frame, Verdict verdict, boolean replayed) {}

    /// A draft whose sender was admitted, at its place among the drafts.
    private record Admitted(int place, SendScreen.Case screening) {}

    /// Sends into `log` what `fences` and `screen` let pass.
    public MessageSender(Fences fences, SendScreen screen, MessageLog log) {
        this.fences = fences;
        this.screen = screen;
        this.log = log;
    }

    /// Sends one message. When it returns, the message is durable and at its final position.
    public Sent send(Draft draft) {
        try {
            return sendAll(List.of(draft)).getFirst().join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RuntimeException thrown ? thrown : failure;
        }
    }

    /// Sends messages; each future completes on its own. Those to one thread are appended in the order of the list.
    public List<CompletableFuture<Sent>> sendAll(List<Draft> drafts) {
        var sends = new ArrayList<CompletableFuture<Sent>>(drafts.size());
        var admitted = new ArrayList<Admitted>(drafts.size());
        for (Draft draft : drafts) {
            try {
                admitted.add(new Admitted(sends.size(), admit(draft)));
                sends.add(PENDING);
            } catch (ProblemException problem) {
                sends.add(refused(draft, problem));
            }
        }
        if (!admitted.isEmpty()) {
            var verdicts =
                    screen.verdicts(admitted.stream().map(Admitted::screening).toList());
            for (int i = 0; i < admitted.size(); i++) {
                Admitted one = admitted.get(i);
                sends.set(one.place(), append(one.screening(), verdicts.get(i)));
            }
        }
        return sends;
    }

    private SendScreen.Case admit(Draft draft) {
        Fence fence = fences.get(draft.thread());
        try {
            fence.admitWriter(draft.sender());
        } catch (ProblemException refused) {
            fence = fences.atLeast(draft.thread(), fence.version() + 1);
            fence.admitWriter(draft.sender());
        }
        return new SendScreen.Case(draft, fence, !fences.isEstablished(draft.thread()));
    }

    private CompletableFuture<Sent> append(SendScreen.Case screening, Verdict verdict) {
        Draft draft = screening.draft();
        Optional<Problem> refusal = refusal(screening, verdict);
        if (refusal.isPresent()) {
            return refused(draft, refusal.get().exception());
        }
        boolean screened = verdict instanceof Verdict.Allowed;
        return log.append(new Append(draft, screening.fence().version(), screened))
                .thenApply(appended -> {
                    fences.establish(draft.thread());
                    return new Sent(appended.frame(), verdict, appended.replayed());
                });
    }

    private static Optional<Problem> refusal(SendScreen.Case screening, Verdict verdict) {
        return switch (verdict) {
            case Verdict.RefusedContact() ->
                Optional.of(new ContactNotAllowed(screening.draft().thread()));
            case Verdict.RefusedContent(var policy, var span) -> Optional.of(new ContentRejected(policy, span));
            case Verdict.Unscreened()
            when screening.firstContact() -> Optional.of(new DependencyUnavailable("safety", RETRY));
            case Verdict.Unscreened(), Verdict.Allowed(var _) -> Optional.empty();
        };
    }

    /// The first result of a draft that may not be sent now, when it was sent before; else the problem.
    private CompletableFuture<Sent> refused(Draft draft, ProblemException problem) {
        try {
            return log.find(Map.of(draft.messageId(), draft.thread())).stream()
                    .map(MessageLog.Found::frame)
                    .filter(frame -> isOf(draft, frame))
                    .findFirst()
                    .map(frame -> CompletableFuture.completedFuture(new Sent(frame, Verdict.Allowed.PLAIN, true)))
                    .orElseGet(() -> CompletableFuture.failedFuture(problem));
        } catch (ProblemException unknown) {
            return CompletableFuture.failedFuture(problem);
        }
    }

    private static boolean isOf(Draft draft, Frame frame) {
        return frame.content() instanceof Frame.Text text
                && text.text().equals(draft.text())
                && text.replyTo().equals(draft.replyTo());
    }
}

package dev.parley.message.domain;

import dev.parley.message.domain.MessageLog.Append;
import dev.parley.message.domain.MessageProblem.ContactNotAllowed;
import dev.parley.message.domain.MessageProblem.ContentRejected;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.ProblemException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Sends messages: the fence, safety, the log, in this order.
@Singleton
public final class MessageSender {

    private static final Duration RETRY = Duration.ofMillis(500);

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
                sends.add(new CompletableFuture<>());
            } catch (ProblemException problem) {
                sends.add(CompletableFuture.failedFuture(problem));
            }
        }
        if (!admitted.isEmpty()) {
            var verdicts =
                    screen.verdicts(admitted.stream().map(Admitted::screening).toList());
            for (int i = 0; i < admitted.size(); i++) {
                Admitted one = admitted.get(i);
                append(one.screening(), verdicts.get(i), sends.get(one.place()));
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

    private void append(SendScreen.Case screening, Verdict verdict, CompletableFuture<Sent> send) {
        Draft draft = screening.draft();
        switch (verdict) {
            case Verdict.RefusedContact() ->
                send.completeExceptionally(new ContactNotAllowed(draft.thread()).exception());
            case Verdict.RefusedContent(var policy, var span) ->
                send.completeExceptionally(new ContentRejected(policy, span).exception());
            case Verdict.Unscreened()
            when screening.firstContact() ->
                send.completeExceptionally(new DependencyUnavailable("safety", RETRY).exception());
            case Verdict.Unscreened(), Verdict.Allowed(var _) -> {
                boolean screened = verdict instanceof Verdict.Allowed;
                log.append(new Append(draft, screening.fence().version(), screened))
                        .whenComplete((appended, failure) -> {
                            if (failure != null) {
                                send.completeExceptionally(failure);
                            } else {
                                fences.establish(draft.thread());
                                send.complete(new Sent(appended.frame(), verdict, appended.replayed()));
                            }
                        });
            }
        }
    }
}

package dev.parley.message.send;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Posted;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Overlay.Screening;
import dev.parley.message.log.Screened;
import dev.parley.platform.background.Step;
import dev.parley.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Screens messages that were sent while safety was unavailable, one batch per round. A refused message stays
/// in the log and is marked for moderators. So is one with parts to mask: others have read them already. A frame
/// without a text of a user needs no verdict.
public final class Rescreener implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(Rescreener.class);
    private static final int BATCH = 128;

    private final UnscreenedMessages unscreened;
    private final SendScreen screen;
    private final Fences fences;
    private final MessageLog log;

    /// Screens the messages of a log.
    public Rescreener(UnscreenedMessages unscreened, SendScreen screen, Fences fences, MessageLog log) {
        this.unscreened = unscreened;
        this.screen = screen;
        this.fences = fences;
        this.log = log;
    }

    /// Screens waiting messages, up to a batch. Does nothing while safety is unavailable. If one message cannot be
    /// dealt with, all others of the batch are.
    @Override
    public boolean run() {
        List<Frame> waiting = unscreened.unscreened(BATCH);
        try {
            return !waiting.isEmpty() && settle(waiting) && waiting.size() == BATCH;
        } catch (ProblemException away) {
            throw away;
        } catch (RuntimeException | Error fault) {
            LOG.error("A batch of messages was not screened, will try one by one", fault);
            waiting.forEach(this::settleAlone);
            return false;
        }
    }

    private void settleAlone(Frame frame) {
        try {
            settle(List.of(frame));
        } catch (ProblemException away) {
            throw away;
        } catch (RuntimeException | Error fault) {
            unscreened.failed(List.of(frame), fault.getClass().getSimpleName());
        }
    }

    /// Returns whether all of them are settled.
    private boolean settle(List<Frame> waiting) {
        var settled = new ArrayList<Frame>();
        var texts = new ArrayList<Frame>();
        for (Frame frame : waiting) {
            switch (frame.content()) {
                case Posted(var sender, var _, var _)
                when sender.flatMap(Actor::user).isPresent() -> texts.add(frame);
                case Posted _, Frame.Joined _, Frame.Left _ -> settled.add(frame);
                case Frame.Unknown _ -> LOG.trace("{} waits for a replica that knows its kind", frame.id());
            }
        }
        List<Verdict> verdicts = texts.isEmpty() ? List.of() : screen.verdicts(requests(texts));
        var refused = new ArrayList<Frame>();
        var allowed = new ArrayList<Frame>();
        var failed = new ArrayList<Frame>();
        for (int i = 0; i < verdicts.size(); i++) {
            switch (verdicts.get(i)) {
                case Verdict.Allowed(var _, var masked) -> (masked.isEmpty() ? allowed : refused).add(texts.get(i));
                case Verdict.RefusedContact(), Verdict.RefusedContent(var _, var _) -> refused.add(texts.get(i));
                case Verdict.Unscreenable() -> failed.add(texts.get(i));
                case Verdict.Unscreened() ->
                    LOG.trace("{} still waits", texts.get(i).id());
            }
        }
        List<Frame> cleared = refusedBefore(allowed);
        allowed.removeAll(cleared);
        settled.addAll(allowed);
        settled.addAll(record(refused, Screening.REFUSED));
        settled.addAll(record(cleared, Screening.PASSED));
        if (!settled.isEmpty()) {
            unscreened.settle(settled);
        }
        if (!failed.isEmpty()) {
            unscreened.failed(failed, "safety fails on this message");
        }
        return settled.size() + failed.size() == waiting.size();
    }

    /// Returns those that an earlier screening refused: an operator had them screened again.
    private List<Frame> refusedBefore(List<Frame> allowed) {
        if (allowed.isEmpty()) {
            return List.of();
        }
        var ids = new HashMap<MessageId, ThreadId>();
        allowed.forEach(frame -> ids.put(frame.messageId(), frame.thread()));
        Set<FrameId> refused = log.find(ids).stream()
                .filter(found -> found.overlay()
                        .filter(overlay -> overlay.screening() == Screening.REFUSED)
                        .isPresent())
                .map(found -> found.frame().id())
                .collect(Collectors.toSet());
        return allowed.stream().filter(frame -> refused.contains(frame.id())).toList();
    }

    /// Records what was found in the log. Returns the messages whose result is durable; the others wait for the next
    /// round.
    private List<Frame> record(List<Frame> refused, Screening finding) {
        List<CompletableFuture<Screening>> writes = refused.stream()
                .map(frame -> log.write(new Screened(frame.thread(), frame.messageId(), frame.sequence(), finding)))
                .toList();
        var recorded = new ArrayList<Frame>();
        for (int i = 0; i < writes.size(); i++) {
            try {
                writes.get(i).get();
                recorded.add(refused.get(i));
            } catch (ExecutionException failure) {
                LOG.debug("{} still waits", refused.get(i).id(), failure.getCause());
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                return recorded;
            }
        }
        if (!recorded.isEmpty() && finding == Screening.REFUSED) {
            LOG.warn(
                    "{} messages sent while safety was unavailable would have been refused or masked", recorded.size());
        }
        return recorded;
    }

    private List<ScreeningRequest> requests(List<Frame> waiting) {
        var versions = new HashMap<ThreadId, Long>();
        waiting.forEach(frame -> versions.put(frame.thread(), 0L));
        Map<ThreadId, Fence> known = fences.atLeast(versions);
        var requests = new ArrayList<ScreeningRequest>(waiting.size());
        for (Frame frame : waiting) {
            var posted = (Posted) frame.content();
            UserId sender = posted.sender().flatMap(Actor::user).orElseThrow();
            Fence fence = known.get(frame.thread());
            requests.add(
                    fence == null
                            ? new ScreeningRequest(frame.thread(), sender, Optional.empty(), posted.text(), false)
                            : ScreeningRequest.of(fence, sender, posted.text(), false));
        }
        return requests;
    }
}

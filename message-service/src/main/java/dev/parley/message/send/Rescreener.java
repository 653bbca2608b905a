package dev.parley.message.send;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Posted;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.Overlay.Screening;
import dev.parley.message.log.Screened;
import dev.parley.platform.background.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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

    /// Screens waiting messages, up to a batch. Does nothing while safety is unavailable.
    @Override
    public boolean run() {
        List<Frame> waiting = unscreened.unscreened(BATCH);
        return !waiting.isEmpty() && settle(waiting) && waiting.size() == BATCH;
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
        for (int i = 0; i < verdicts.size(); i++) {
            switch (verdicts.get(i)) {
                case Verdict.Allowed(var _, var masked) -> (masked.isEmpty() ? settled : refused).add(texts.get(i));
                case Verdict.RefusedContact(), Verdict.RefusedContent(var _, var _) -> refused.add(texts.get(i));
                case Verdict.Unscreened() ->
                    LOG.trace("{} still waits", texts.get(i).id());
            }
        }
        settled.addAll(record(refused));
        if (!settled.isEmpty()) {
            unscreened.settle(settled);
        }
        return settled.size() == waiting.size();
    }

    /// Records the refusals in the log. Returns the messages whose refusal is durable; the others wait for the
    /// next round.
    private List<Frame> record(List<Frame> refused) {
        List<CompletableFuture<Screening>> writes = refused.stream()
                .map(frame ->
                        log.write(new Screened(frame.thread(), frame.messageId(), frame.sequence(), Screening.REFUSED)))
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
        if (!recorded.isEmpty()) {
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

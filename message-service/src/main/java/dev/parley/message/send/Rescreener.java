package dev.parley.message.send;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Posted;
import dev.parley.platform.background.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Screens messages that were sent while safety was unavailable, one batch per round. A refused message stays
/// in the log and is marked for moderators. A frame without a text needs no verdict.
public final class Rescreener implements Step {

    private static final Logger LOG = LoggerFactory.getLogger(Rescreener.class);
    private static final int BATCH = 128;

    private final UnscreenedMessages unscreened;
    private final SendScreen screen;
    private final Fences fences;

    /// Screens the messages of a log.
    public Rescreener(UnscreenedMessages unscreened, SendScreen screen, Fences fences) {
        this.unscreened = unscreened;
        this.screen = screen;
        this.fences = fences;
    }

    /// Screens waiting messages, up to a batch. Does nothing while safety is unavailable.
    @Override
    public boolean run() {
        List<Frame> waiting = unscreened.unscreened(BATCH);
        return !waiting.isEmpty() && settle(waiting) && waiting.size() == BATCH;
    }

    /// Returns whether all of them are settled.
    private boolean settle(List<Frame> waiting) {
        var allowed = new ArrayList<Frame>();
        var refused = new ArrayList<Frame>();
        var texts = new ArrayList<Frame>();
        for (Frame frame : waiting) {
            switch (frame.content()) {
                case Posted _ -> texts.add(frame);
                case Frame.Joined _, Frame.Left _ -> allowed.add(frame);
                case Frame.Unknown _ -> LOG.trace("{} waits for a replica that knows its kind", frame.id());
            }
        }
        List<Verdict> verdicts = texts.isEmpty() ? List.of() : screen.verdicts(requests(texts));
        for (int i = 0; i < verdicts.size(); i++) {
            switch (verdicts.get(i)) {
                case Verdict.Allowed(var _, var _) -> allowed.add(texts.get(i));
                case Verdict.RefusedContact(), Verdict.RefusedContent(var _, var _) -> refused.add(texts.get(i));
                case Verdict.Unscreened() ->
                    LOG.trace("{} still waits", texts.get(i).id());
            }
        }
        if (!allowed.isEmpty() || !refused.isEmpty()) {
            unscreened.settle(allowed, refused);
        }
        if (!refused.isEmpty()) {
            LOG.warn("{} messages sent while safety was unavailable would have been refused", refused.size());
        }
        return allowed.size() + refused.size() == waiting.size();
    }

    private List<ScreeningRequest> requests(List<Frame> waiting) {
        var versions = new HashMap<ThreadId, Long>();
        waiting.forEach(frame -> versions.put(frame.thread(), 0L));
        Map<ThreadId, Fence> known = fences.atLeast(versions);
        var requests = new ArrayList<ScreeningRequest>(waiting.size());
        for (Frame frame : waiting) {
            var posted = (Posted) frame.content();
            Fence fence = known.get(frame.thread());
            requests.add(
                    fence == null
                            ? new ScreeningRequest(
                                    frame.thread(), posted.sender(), Optional.empty(), posted.text(), false)
                            : ScreeningRequest.of(fence, posted.sender(), posted.text(), false));
        }
        return requests;
    }
}

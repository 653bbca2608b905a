package dev.parley.message.send;

import dev.parley.id.MessageId;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Screens afterwards what was sent while safety was out of reach. A message that is refused then stays where it is,
/// marked for moderators: the log never changes.
public final class Rescreener {

    private static final Logger LOG = LoggerFactory.getLogger(Rescreener.class);
    private static final int BATCH = 128;

    private final Unscreened unscreened;
    private final SendScreen screen;
    private final Fences fences;

    /// Screens the messages of a log.
    public Rescreener(Unscreened unscreened, SendScreen screen, Fences fences) {
        this.unscreened = unscreened;
        this.screen = screen;
        this.fences = fences;
    }

    /// Screens what waits, until nothing waits or safety is out of reach.
    public void run() {
        List<Frame> waiting;
        do {
            waiting = unscreened.unscreened(BATCH);
        } while (!waiting.isEmpty() && settle(waiting) && waiting.size() == BATCH);
    }

    private boolean settle(List<Frame> waiting) {
        var cases = new ArrayList<SendScreen.Case>();
        var ids = new ArrayList<MessageId>();
        for (Frame frame : waiting) {
            if (frame.content() instanceof Frame.Text text) {
                var draft = new Draft(frame.thread(), text.sender(), "", text.text(), text.replyTo());
                cases.add(new SendScreen.Case(draft, fences.get(frame.thread()), false));
                ids.add(frame.messageId());
            }
        }
        var allowed = new ArrayList<MessageId>();
        var refused = new ArrayList<MessageId>();
        List<Verdict> verdicts = screen.verdicts(cases);
        for (int i = 0; i < verdicts.size(); i++) {
            switch (verdicts.get(i)) {
                case Verdict.Allowed(var nudges) -> allowed.add(ids.get(i));
                case Verdict.RefusedContact() -> refused.add(ids.get(i));
                case Verdict.RefusedContent(var policy, var span) -> refused.add(ids.get(i));
                case Verdict.Unscreened() -> {
                    return false;
                }
            }
        }
        unscreened.settle(allowed, refused);
        if (!refused.isEmpty()) {
            LOG.warn("{} messages sent while safety was out of reach would have been refused", refused.size());
        }
        return true;
    }
}

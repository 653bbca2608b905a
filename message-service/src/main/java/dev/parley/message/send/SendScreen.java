package dev.parley.message.send;

import dev.parley.message.fence.Fence;
import dev.parley.message.log.Draft;
import java.util.List;

/// Safety, as a send sees it.
public interface SendScreen {

    /// What is to be screened.
    ///
    /// @param fence        the fence that the sender was admitted by
    /// @param firstContact whether nothing was sent in the thread before
    record Case(Draft draft, Fence fence, boolean firstContact) {}

    /// Gives a verdict on each case, in their order. When safety is out of reach, each gets [Verdict.Unscreened].
    List<Verdict> verdicts(List<Case> cases);
}

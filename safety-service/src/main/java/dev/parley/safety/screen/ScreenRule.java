package dev.parley.safety.screen;

import dev.parley.safety.screen.Draft.SendDraft;
import java.util.List;

/// One rule of screening. It runs for every send, so it must be fast and must not query a store.
public interface ScreenRule {

    /// Returns what this rule finds in a draft; empty if there is nothing to report.
    List<Finding> findingsIn(SendDraft draft);
}

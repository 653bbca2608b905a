package dev.parley.safety.screen;

import dev.parley.safety.screen.Draft.SendDraft;
import java.util.List;

/// One rule of screening. It runs for every send: it must be quick, and ask no store.
public interface ScreenRule {

    /// What this rule finds in a draft; empty when it has nothing against it.
    List<Finding> findingsIn(SendDraft draft);
}

package dev.parley.safety.screen;

import java.util.Optional;

/// One rule that a send must keep. It runs for every send: it must be quick, and ask no store.
public interface ScreenRule {

    /// Why the draft may not be sent; empty when this rule has nothing against it.
    Optional<Refusal> refusalOf(SendDraft draft);
}

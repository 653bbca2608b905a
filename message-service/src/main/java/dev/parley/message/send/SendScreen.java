package dev.parley.message.send;

import java.util.List;

/// Screens texts before they are sent.
public interface SendScreen {

    /// Returns a verdict on each text, in order. Each is [Verdict.Unscreened] while safety is unavailable,
    /// after a bounded wait, and [Verdict.Unscreenable] if safety fails on this text only. Throws `CallerGone` if
    /// the caller's own time is over.
    List<Verdict> verdicts(List<ScreeningRequest> requests);

    /// Returns a verdict on one text.
    default Verdict verdict(ScreeningRequest request) {
        return verdicts(List.of(request)).getFirst();
    }
}

package dev.parley.message.send;

import java.util.List;

/// Screens texts before they are sent.
public interface SendScreen {

    /// Gives a verdict on each text, in their order. Each gets [Verdict.Unscreened] while safety is out of
    /// reach, after a bounded wait. Throws `CallerGone` when the caller's own time is over.
    List<Verdict> verdicts(List<ScreeningRequest> requests);

    /// Gives a verdict on one text.
    default Verdict verdict(ScreeningRequest request) {
        return verdicts(List.of(request)).getFirst();
    }
}

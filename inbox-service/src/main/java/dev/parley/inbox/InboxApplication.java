package dev.parley.inbox;

import dev.parley.platform.application.ParleyApplication;

/// Starts inbox-service on its own.
public final class InboxApplication {

    private InboxApplication() {}

    /// Serves until the process gets a signal to end. Settings come from the environment.
    public static void main(String[] arguments) {
        ParleyApplication.launch("inbox");
    }
}

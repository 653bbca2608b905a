package dev.parley.inbox;

import dev.parley.platform.application.ParleyApplication;

/// Starts inbox-service on its own.
public final class InboxApplication {

    private InboxApplication() {}

    /// Serves until the process receives a termination signal. Settings come from the environment.
    public static void main(String[] arguments) {
        ParleyApplication.launch("inbox");
    }
}

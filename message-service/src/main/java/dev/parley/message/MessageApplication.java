package dev.parley.message;

import dev.parley.platform.application.ParleyApplication;

/// The message service as a process of its own, configured by environment.
public final class MessageApplication {

    private MessageApplication() {}

    /// Starts the service and runs until it is stopped.
    public static void main(String[] args) {
        ParleyApplication.launch("message");
    }
}

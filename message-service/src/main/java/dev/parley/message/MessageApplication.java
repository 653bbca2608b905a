package dev.parley.message;

import dev.parley.platform.application.ParleyApplication;

/// The message service as a separate process, configured by environment variables.
public final class MessageApplication {

    private MessageApplication() {}

    /// Starts the service and runs until it is stopped.
    public static void main(String[] args) {
        ParleyApplication.launch("message");
    }
}

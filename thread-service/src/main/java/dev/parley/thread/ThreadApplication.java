package dev.parley.thread;

import dev.parley.platform.application.ParleyApplication;

/// Starts thread-service on its own.
public final class ThreadApplication {
    private ThreadApplication() {}

    /// Serves until the process receives a termination signal. Settings come from the environment.
    public static void main(String[] arguments) {
        ParleyApplication.launch("thread");
    }
}

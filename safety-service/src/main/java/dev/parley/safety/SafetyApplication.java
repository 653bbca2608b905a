package dev.parley.safety;

import dev.parley.platform.application.ParleyApplication;

/// Starts safety-service on its own.
public final class SafetyApplication {

    private SafetyApplication() {}

    /// Serves until the process receives a termination signal. Settings come from the environment.
    public static void main(String[] arguments) {
        ParleyApplication.launch("safety");
    }
}

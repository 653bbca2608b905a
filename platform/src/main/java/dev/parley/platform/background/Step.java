package dev.parley.platform.background;

/// One round of a loop.
@FunctionalInterface
public interface Step {

    /// Does the work that is available now. It may block, and must end soon after an interrupt. Anything that
    /// it throws counts as a failure, after which the loop backs off.
    ///
    /// @return whether there is more to do immediately
    boolean run() throws Exception;

    /// Creates a step that never has more to do immediately.
    static Step of(Runnable work) {
        return () -> {
            work.run();
            return false;
        };
    }
}

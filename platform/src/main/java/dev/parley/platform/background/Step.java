package dev.parley.platform.background;

/// One round of a loop.
@FunctionalInterface
public interface Step {

    /// Does what there is to do now. It may block, and ends soon after an interrupt. Whatever it throws counts
    /// as a failure, after which the loop backs off.
    ///
    /// @return whether there is more to do at once
    boolean run() throws Exception;

    /// A step that never has more to do at once.
    static Step of(Runnable work) {
        return () -> {
            work.run();
            return false;
        };
    }
}

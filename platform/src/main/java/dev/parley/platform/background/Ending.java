package dev.parley.platform.background;

/// Something of a process that ends after its calls and loops, while its store is still connected, such as a lease
/// that is given up. It is a bean.
@FunctionalInterface
public interface Ending {

    /// Ends it. It may block, and ends soon after an interrupt. It has a few seconds, and one without a store; all
    /// endings of a process run at once.
    void end();
}

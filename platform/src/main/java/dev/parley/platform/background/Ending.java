package dev.parley.platform.background;

/// Work of a process that is done at shutdown, after its calls and loops have ended and while its store is
/// still connected, such as releasing a lease. It is a bean.
@FunctionalInterface
public interface Ending {

    /// Does the work. It may block, and must end soon after an interrupt. It has a few seconds, and without a
    /// store one second; all endings of a process run at the same time.
    void end();
}

package dev.parley.inbox.rebuild;

/// A service that reports to the inbox, and can be asked to report everything again.
public interface Reporter {

    /// The result of one page.
    ///
    /// @param threads how many threads it has
    /// @param next the token of the next page; empty on the last one
    record Reported(int threads, String next) {}

    /// Returns its name, such as `thread`.
    String name();

    /// Has the threads of a page reported again, soon. The empty token is the first page. May be repeated. Fails with
    /// `DependencyUnavailable`.
    Reported reportAgain(String token);
}

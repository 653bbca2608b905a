package dev.parley.platform.problem;

/// A failure that a caller can act on. Anything else that is thrown is an internal error.
///
/// Each service has one sealed interface of its problems, and one mapper that converts each to its wire form.
public interface Problem {

    /// Creates the exception that carries this problem out of the rule that found it.
    default ProblemException exception() {
        return new ProblemException(this);
    }
}

package dev.parley.platform.problem;

/// A failure that a caller can act on. Anything else that is thrown is a fault of ours.
///
/// Each service has one sealed interface of its problems, and one mapper that gives each its wire form.
public interface Problem {

    /// Makes the exception that carries this problem out of the rule that found it.
    default ProblemException exception() {
        return new ProblemException(this);
    }
}

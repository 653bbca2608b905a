package dev.parley.platform.problem;

/// Carries a [Problem] to the edge of the service. It has no stack trace, because it is a response and not a
/// bug.
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /// Creates an exception for a problem.
    public ProblemException(Problem problem) {
        super(problem.getClass().getSimpleName(), null, false, false);
        this.problem = problem;
    }

    /// Returns the problem.
    public Problem problem() {
        return problem;
    }
}

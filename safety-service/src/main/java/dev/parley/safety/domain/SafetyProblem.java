package dev.parley.safety.domain;

import dev.parley.platform.problem.Problem;

/// Every failure of its own that a caller of this service can act on.
public sealed interface SafetyProblem extends Problem {

    /// A user wants to block themselves.
    record SelfNotAllowed(UserId user) implements SafetyProblem {}
}

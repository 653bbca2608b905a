package dev.parley.safety.block;

import dev.parley.id.UserId;
import dev.parley.platform.problem.Problem;

/// The failures of blocks that a caller can act on.
public sealed interface BlockProblem extends Problem {

    /// A user tries to block themselves.
    record SelfNotAllowed(UserId user) implements BlockProblem {}
}

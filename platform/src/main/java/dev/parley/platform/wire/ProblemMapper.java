package dev.parley.platform.wire;

import dev.parley.platform.problem.Problem;

/// Converts the problems of one service to their wire form: one `switch` over a sealed interface.
///
/// @param <P> the sealed interface
public interface ProblemMapper<P extends Problem> {

    /// Returns the sealed interface.
    Class<P> type();

    /// Returns the wire form of a problem.
    ProblemStatus map(P problem);
}

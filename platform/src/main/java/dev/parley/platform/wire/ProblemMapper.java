package dev.parley.platform.wire;

import dev.parley.platform.problem.Problem;

/// Gives the problems of one service their wire form: one `switch` over a sealed interface.
///
/// @param <P> the sealed interface
public interface ProblemMapper<P extends Problem> {

    /// The sealed interface.
    Class<P> type();

    /// The wire form of a problem.
    ProblemStatus map(P problem);
}

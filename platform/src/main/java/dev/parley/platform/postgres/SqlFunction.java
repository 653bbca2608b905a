package dev.parley.platform.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Work on a store that may fail as JDBC fails.
///
/// @param <A> what it works on
/// @param <B> what it gives
@FunctionalInterface
public interface SqlFunction<A, B extends @Nullable Object> {

    /// Does the work.
    B apply(A argument) throws SQLException;
}

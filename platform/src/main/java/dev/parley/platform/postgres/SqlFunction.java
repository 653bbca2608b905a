package dev.parley.platform.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// Work on a store that may fail with JDBC exceptions.
///
/// @param <A> the argument
/// @param <B> the result
@FunctionalInterface
public interface SqlFunction<A, B extends @Nullable Object> {

    /// Does the work.
    B apply(A argument) throws SQLException;
}

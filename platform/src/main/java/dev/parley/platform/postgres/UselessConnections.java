package dev.parley.platform.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Makes the pool give up connections that still look good: to a server that has become read-only, or of a
/// session that the server has ended.
public final class UselessConnections implements SQLExceptionOverride {

    /// Made by the pool, by name.
    public UselessConnections() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return SqlStates.isOfNoUse(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}

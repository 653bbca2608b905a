package dev.parley.platform.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Has the pool give connections up that it would take for good ones: those to a server that has become read-only, and
/// those whose session the server has ended.
public final class UselessConnections implements SQLExceptionOverride {

    /// Made by the pool, by name.
    public UselessConnections() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return SqlStates.isOfNoUse(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}

package dev.parley.platform.postgres;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/// Makes the pool drop connections that still seem alive: to a server that has become read-only, or of a
/// session that the server has ended.
public final class UselessConnections implements SQLExceptionOverride {

    /// The pool creates it by name.
    public UselessConnections() {}

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return SqlStates.isOfNoUse(failure) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}

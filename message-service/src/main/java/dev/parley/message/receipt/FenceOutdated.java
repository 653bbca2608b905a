package dev.parley.message.receipt;

import java.io.Serial;

/// The fence that has admitted a move is no longer the stored one. The move was not made; a newer fence must
/// decide on it. Never reaches a caller of the service.
public final class FenceOutdated extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final long version;

    /// Creates a failure of a move.
    ///
    /// @param version the version of the stored fence
    public FenceOutdated(long version) {
        super("The fence is at version " + version, null, false, false);
        this.version = version;
    }

    /// Returns the version of the stored fence.
    public long version() {
        return version;
    }
}

package dev.parley.platform.caller;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;

/// The public keys whose tokens are trusted.
public interface KeySet {

    /// Returns the source in which Nimbus looks up keys.
    JWKSource<SecurityContext> source();

    /// Reloads changed keys, if a change is cheap to detect. Every call runs this.
    void refresh();

    /// Returns how long a verified token may be trusted before its key is checked again.
    Duration trust();

    /// Whether the keys could be read when that was last tried, which this does if it is time. Takes about two
    /// seconds at most.
    boolean isCurrent();

    /// Whether there are any keys, which may be old.
    boolean hasKeys();

    /// Registers an action that runs after the keys have changed.
    void onChange(Runnable action);
}

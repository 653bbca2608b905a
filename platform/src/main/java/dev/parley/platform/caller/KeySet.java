package dev.parley.platform.caller;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Duration;

/// The public keys whose tokens are trusted.
public interface KeySet {

    /// The source in which Nimbus looks up keys.
    JWKSource<SecurityContext> source();

    /// Reloads changed keys, where a change is cheap to detect. Every call runs this.
    void refresh();

    /// How long a checked token may be trusted without another look at its key.
    Duration trust();

    /// Registers an action that runs after the keys have changed.
    void onChange(Runnable action);
}

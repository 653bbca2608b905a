package dev.parley.platform.caller;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;

/// The public keys whose tokens are trusted.
public interface KeySet {

    /// Where Nimbus looks keys up.
    JWKSource<SecurityContext> source();

    /// Takes a change of the keys in, where that is cheap to see. Called for every call.
    void refresh();

    /// Registers what to do when keys have changed.
    void onChange(Runnable action);
}

package dev.parley.platform.caller;

/// Replaces the token of an open stream.
public interface TokenRenewal {

    /// Returns the same caller with a fresh token. Throws `CredentialsInvalid` for an invalid token and for one of
    /// another user or service, `ScopeMissing` if a service may no longer act for users, and
    /// `DependencyUnavailable` if the keys cannot be fetched. Blocks.
    Caller renew(Caller opened, String token);
}

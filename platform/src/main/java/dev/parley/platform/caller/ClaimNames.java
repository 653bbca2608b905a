package dev.parley.platform.caller;

/// The words of our tokens beside those of JWT itself.
public final class ClaimNames {

    /// The claim with the scopes, separated by spaces.
    public static final String SCOPE = "scope";

    /// The claim with the role of a user.
    public static final String ROLE = "role";

    /// The start of a service's subject, before its name.
    public static final String SERVICE_PREFIX = "service:";

    private ClaimNames() {}
}

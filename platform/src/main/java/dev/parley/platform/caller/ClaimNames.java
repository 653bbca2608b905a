package dev.parley.platform.caller;

/// The names in our tokens besides those of JWT itself.
public final class ClaimNames {

    /// The claim with the scopes, separated by spaces.
    public static final String SCOPE = "scope";

    /// The claim with the role of a user.
    public static final String ROLE = "role";

    /// The prefix of a service's subject.
    public static final String SERVICE_PREFIX = "service:";

    private ClaimNames() {}
}

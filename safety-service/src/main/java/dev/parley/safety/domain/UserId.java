package dev.parley.safety.domain;

/// A user: `usr_` and 1 to 60 of `[A-Za-z0-9_-]`.
///
/// @param value the id as callers give it
public record UserId(String value) {

    private static final String PREFIX = "usr_";
    private static final int MAX_LENGTH = PREFIX.length() + 60;

    /// Throws `IllegalArgumentException` for anything else.
    public UserId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a user id");
        }
    }

    /// Whether a text is the id of a user. (Each send asks this twice, so it does without a regular expression.)
    public static boolean isValid(String value) {
        int length = value.length();
        if (length <= PREFIX.length() || length > MAX_LENGTH || !value.startsWith(PREFIX)) {
            return false;
        }
        for (int i = PREFIX.length(); i < length; i++) {
            if (!isIdCharacter(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    @Override
    public String toString() {
        return value;
    }
}

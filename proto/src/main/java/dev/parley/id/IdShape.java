package dev.parley.id;

/// The shape of all ids: a prefix and 1 to 60 of `[A-Za-z0-9_-]`. The protos state the same rule as a
/// pattern. It is repeated here in plain code because each call checks ids many times.
final class IdShape {

    private static final int MAX = 60;
    private static final boolean[] WORD = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
                .chars()
                .forEach(c -> WORD[c] = true);
    }

    private IdShape() {}

    /// Whether a text has this shape with the given prefix, such as `usr_`.
    static boolean fits(String prefix, String value) {
        int length = value.length() - prefix.length();
        if (length < 1 || length > MAX || !value.startsWith(prefix)) {
            return false;
        }
        for (int i = prefix.length(); i < value.length(); i++) {
            if (!isWord(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static boolean isWord(char c) {
        return c < WORD.length && WORD[c];
    }
}

package dev.parley.platform.text;

/// The shape of all ids: a prefix, and 1 to 60 of `[A-Za-z0-9_-]`. The protos state the same as a pattern. This is
/// plain code, because each call checks ids many times.
public final class IdShape {

    private static final int MAX = 60;
    private static final boolean[] WORD = new boolean[128];

    static {
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
                .chars()
                .forEach(c -> WORD[c] = true);
    }

    private IdShape() {}

    /// Whether a text has the shape with a prefix, such as `usr_`.
    public static boolean fits(String prefix, String value) {
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

    private static boolean isWord(char c) {
        return c < WORD.length && WORD[c];
    }
}

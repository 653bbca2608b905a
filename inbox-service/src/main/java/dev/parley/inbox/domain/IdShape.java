package dev.parley.inbox.domain;

/// The shape of all ids: a prefix, and 1 to 60 of `[A-Za-z0-9_-]`.
final class IdShape {

    private static final int MAX = 60;

    private IdShape() {}

    static boolean fits(String prefix, String value) {
        int length = value.length() - prefix.length();
        if (length < 1 || length > MAX || !value.startsWith(prefix)) {
            return false;
        }
        for (int i = prefix.length(); i < value.length(); i++) {
            char c = value.charAt(i);
            boolean letter = c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }
}

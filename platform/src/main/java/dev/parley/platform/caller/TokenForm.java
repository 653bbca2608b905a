package dev.parley.platform.caller;

import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.ProblemException;

/// The only accepted form of a token: three parts in base64url without padding, at most 2,048 characters. A
/// lenient decoder would accept endless forms of one token.
final class TokenForm {

    /// The maximum length of a token, in characters.
    static final int MOST_CHARS = 2048;

    private static final int PARTS = 3;

    private TokenForm() {}

    /// Returns where the signature begins. Throws `CredentialsInvalid`, whose text never contains any part of the
    /// token.
    static int check(String token) {
        if (token.length() > MOST_CHARS) {
            throw new CredentialsInvalid("The token is too long.").exception();
        }
        int begin = 0;
        int parts = 1;
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) == '.') {
                checkPart(token, begin, i);
                begin = i + 1;
                parts++;
            } else if (value(token.charAt(i)) < 0) {
                throw malformed();
            }
        }
        checkPart(token, begin, token.length());
        if (parts != PARTS) {
            throw malformed();
        }
        return begin;
    }

    /// The bits of the last character that belong to no byte must be zero.
    private static void checkPart(String token, int begin, int end) {
        int unused = switch ((end - begin) % 4) {
            case 0 -> 0;
            case 2 -> 0b1111;
            case 3 -> 0b11;
            default -> throw malformed();
        };
        if (begin == end || (value(token.charAt(end - 1)) & unused) != 0) {
            throw malformed();
        }
    }

    /// Returns the six bits of a character, or -1.
    private static int value(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '-' ? 62 : c == '_' ? 63 : -1;
    }

    private static ProblemException malformed() {
        return new CredentialsInvalid("The token is not a JWT with an accepted signature by a known key.").exception();
    }
}

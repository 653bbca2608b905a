package dev.parley.platform.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// The form of all opaque tokens: `base64url(version, mark, body)`.
///
/// The mark is the start of a hash of version, context and body. So a token that was damaged, or that belongs to
/// another
/// context, is refused. The mark is no secret and no signature: whoever reads a body must not trust it.
public final class MarkedToken {

    private static final int MARK_BYTES = 8;

    private MarkedToken() {}

    /// The token of a body.
    ///
    /// @param context what the token is good for, such as a query; it is not in the token
    public static String write(byte version, String context, byte[] body) {
        byte[] token = ByteBuffer.allocate(1 + MARK_BYTES + body.length)
                .put(version)
                .put(mark(version, context, body))
                .put(body)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// How many characters the token of a body has.
    public static int length(int bodyBytes) {
        int bytes = 1 + MARK_BYTES + bodyBytes;
        return (bytes * 4 + 2) / 3;
    }

    /// The body of a token; empty for anything that [#write] did not write for the same version and context.
    public static Optional<byte[]> read(byte version, String context, String token, int maxChars) {
        if (token.length() > maxChars || token.length() < length(0)) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
        if (bytes.length <= MARK_BYTES) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(bytes, 1 + MARK_BYTES, bytes.length);
        return write(version, context, body).equals(token) ? Optional.of(body) : Optional.empty();
    }

    private static byte[] mark(byte version, String context, byte[] body) {
        MessageDigest digest = Sha256.digest();
        byte[] named = context.getBytes(StandardCharsets.UTF_8);
        digest.update(version);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(named.length).flip());
        digest.update(named);
        return Arrays.copyOf(digest.digest(body), MARK_BYTES);
    }
}

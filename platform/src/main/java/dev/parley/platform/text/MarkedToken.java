package dev.parley.platform.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/// The form of all opaque tokens: `base64url(version, mark, body)`.
///
/// The mark is a checksum of version, context and body. So a token that was damaged, or that belongs to
/// another context, is refused. The mark is neither secret nor a signature: a reader of a body must not trust
/// it. So a cheap checksum is enough, which matters because every write of every service creates a token.
public final class MarkedToken {

    private static final int MARK_BYTES = Long.BYTES;

    private MarkedToken() {}

    /// Returns the token of a body.
    ///
    /// @param context what the token is valid for, such as a query; it is not in the token
    public static String write(byte version, String context, byte[] body) {
        byte[] token = ByteBuffer.allocate(1 + MARK_BYTES + body.length)
                .put(version)
                .putLong(mark(version, context, body))
                .put(body)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// Returns the length of the token of a body, in characters.
    public static int length(int bodyBytes) {
        int bytes = 1 + MARK_BYTES + bodyBytes;
        return (bytes * 4 + 2) / 3;
    }

    /// Returns the body of a token; empty for anything that [#write] did not write for the same version and
    /// context.
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

    private static long mark(byte version, String context, byte[] body) {
        byte[] named = context.getBytes(StandardCharsets.UTF_8);
        byte[] marked = ByteBuffer.allocate(2 + named.length + body.length)
                .put(version)
                .put((byte) named.length)
                .put(named)
                .put(body)
                .array();
        return sum(new CRC32(), marked) << Integer.SIZE | sum(new CRC32C(), marked);
    }

    private static long sum(Checksum sum, byte[] marked) {
        sum.update(marked, 0, marked.length);
        return sum.getValue();
    }
}

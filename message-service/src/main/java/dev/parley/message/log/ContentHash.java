package dev.parley.message.log;

import dev.parley.id.MessageId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// What a repeated request id must repeat: the text and the message replied to.
public final class ContentHash {

    private static final int BYTES = 16;

    private ContentHash() {}

    /// 128 bits of SHA-256 over the message replied to and the text.
    public static byte[] of(Draft draft) {
        MessageDigest digest = sha256();
        digest.update(draft.replyTo().map(MessageId::value).orElse("").getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        return Arrays.copyOf(digest.digest(draft.text().getBytes(StandardCharsets.UTF_8)), BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("Every JDK has SHA-256", fault);
        }
    }
}

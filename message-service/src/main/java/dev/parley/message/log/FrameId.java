package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// The id of a frame, unique in its thread. Frames that readers see as messages, notices among them, have the id of that
/// message, `msg_…`.
///
/// It is made of what caused the frame, so the same cause always has the same id: one unique key is the index by id and
/// the guard against a second copy, for ever.
public record FrameId(String value) {

    private static final int BYTES = 18;

    /// The id of the frame that carries a message.
    public static FrameId of(MessageId message) {
        return new FrameId(message.value());
    }

    @Override
    public String toString() {
        return value;
    }

    /// The id of a participant's send: 144 bits of SHA-256 over thread, sender and request id.
    public static MessageId ofSend(ThreadId thread, UserId sender, String requestId) {
        return new MessageId("msg_" + hash(thread.value() + '\n' + sender.value() + '\n' + requestId));
    }

    /// The id of a notice of a change of the fence: the n-th of its version.
    static FrameId ofNotice(ThreadId thread, long fenceVersion, int place) {
        return new FrameId("msg_" + hash(thread.value() + '\n' + fenceVersion + '\n' + place));
    }

    private static String hash(String content) {
        byte[] digest = sha256().digest(content.getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("Every JDK has SHA-256", fault);
        }
    }
}

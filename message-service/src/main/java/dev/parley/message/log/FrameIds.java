package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Makes the ids of frames out of what caused them, so the same cause always has the same id: one unique key is the
/// index by id and the guard against a second copy, for ever.
public final class FrameIds {

    private static final int BYTES = 18;

    private FrameIds() {}

    /// The id of a participant's send: 144 bits of SHA-256 over thread, sender and request id.
    public static MessageId ofSend(ThreadId thread, UserId sender, String requestId) {
        return hash(thread.value() + '\n' + sender.value() + '\n' + requestId);
    }

    /// The id of a notice of a change of the fence. No send has it: a user id is never a number.
    public static MessageId ofNotice(ThreadId thread, long fenceVersion, String notice) {
        return hash(thread.value() + '\n' + fenceVersion + '\n' + notice);
    }

    private static MessageId hash(String content) {
        byte[] digest = sha256().digest(content.getBytes(StandardCharsets.UTF_8));
        return new MessageId(
                "msg_" + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException fault) {
            throw new IllegalStateException("Every JDK has SHA-256", fault);
        }
    }
}

package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.text.Sha256;
import java.util.Arrays;
import java.util.Base64;

/// The id of a frame, unique in its thread. Frames that readers see as messages, notices among them, have the
/// id of that message, `msg_…`.
///
/// It is made of what caused the frame, so the same cause always has the same id: one unique key is the index
/// by id and the guard against a second copy, for ever.
public record FrameId(String value) {

    private static final int BYTES = 18;
    private static final int THREAD_BYTES = 5;

    /// The id of the frame that carries a message.
    public static FrameId of(MessageId message) {
        return new FrameId(message.value());
    }

    @Override
    public String toString() {
        return value;
    }

    /// The id of a participant's send: a hash of thread, sender and request id.
    public static MessageId ofSend(ThreadId thread, UserId sender, String requestId) {
        return new MessageId("msg_" + hash(thread, thread.value() + '\n' + sender.value() + '\n' + requestId));
    }

    /// The id of a notice of a change of the fence: the n-th of its version.
    static FrameId ofNotice(ThreadId thread, long fenceVersion, int place) {
        return new FrameId("msg_" + hash(thread, thread.value() + '\n' + fenceVersion + '\n' + place));
    }

    /// 40 bits of the thread alone, then 104 of SHA-256. So the ids of a thread lie together in an index by id,
    /// and a send touches the pages that the one before it has touched.
    private static String hash(ThreadId thread, String content) {
        byte[] id = Arrays.copyOf(Sha256.of(content), BYTES);
        long place = place(thread.value());
        for (int at = 0; at < THREAD_BYTES; at++) {
            id[at] = (byte) (place >>> (at * Byte.SIZE));
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /// FNV-1a.
    private static long place(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * 0x100000001b3L;
        }
        return hash ^ hash >>> Integer.SIZE;
    }
}

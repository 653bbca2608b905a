package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.text.Sha256;
import java.util.Arrays;
import java.util.Base64;

/// The id of a frame, unique in its thread. Frames that readers see as messages, including notices, have the
/// id of that message, `msg_…`.
///
/// It is derived from the cause of the frame, so the same cause always has the same id. One unique key thus
/// serves as the index by id and permanently prevents a second copy.
public record FrameId(String value) {

    private static final int BYTES = 18;
    private static final int THREAD_BYTES = 5;

    /// Returns the id of the frame with a message.
    public static FrameId of(MessageId message) {
        return new FrameId(message.value());
    }

    @Override
    public String toString() {
        return value;
    }

    /// Returns the id of a participant's send: a hash of thread, sender and request id.
    public static MessageId ofSend(ThreadId thread, UserId sender, String requestId) {
        return new MessageId("msg_" + hash(thread, thread.value() + '\n' + sender.value() + '\n' + requestId));
    }

    /// Returns the id of a notice of a fence change: the n-th notice of its version.
    static FrameId ofNotice(ThreadId thread, long fenceVersion, int place) {
        return new FrameId("msg_" + hash(thread, thread.value() + '\n' + fenceVersion + '\n' + place));
    }

    /// Uses 40 bits derived from the thread alone, then 104 bits of SHA-256. So the ids of a thread are
    /// adjacent in an index by id, and a send touches the same pages as the previous one.
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

package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The stored result of a request: the thread, so that a retry can put its fence in force; the shown
/// version that the request created; and the reply.
record StoredReply(ThreadId thread, long version, byte[] reply) {
    /// Writes one byte for the length of the id, the id, eight bytes for the version, and the reply.
    byte[] write() {
        var id = thread.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + id.length + Long.BYTES + reply.length)
                .put((byte) id.length)
                .put(id)
                .putLong(version)
                .put(reply)
                .array();
    }

    static StoredReply read(byte[] stored) {
        var bytes = ByteBuffer.wrap(stored);
        var id = new byte[bytes.get()];
        bytes.get(id);
        long version = bytes.getLong();
        var reply = new byte[bytes.remaining()];
        bytes.get(reply);
        return new StoredReply(new ThreadId(new String(id, StandardCharsets.UTF_8)), version, reply);
    }
}

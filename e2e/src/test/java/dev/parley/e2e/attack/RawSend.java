package dev.parley.e2e.attack;

import com.google.protobuf.ByteString;
import dev.parley.clientkit.call.User;
import dev.parley.message.v1.SendMessagesRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// A send that was written once, and of which each copy has another request id. So a large one costs its sender
/// little more than a copy of its bytes. Thread-safe.
final class RawSend {

    private final byte[] bytes;
    private final int number;
    private final AtomicInteger copies = new AtomicInteger();

    RawSend(String thread, String text) {
        String id = User.newRequestId();
        ByteString written = SendMessagesRequest.newBuilder()
                .setSend(User.draft(thread, id, text))
                .build()
                .toByteString();
        bytes = written.toByteArray();
        number = positionOf(id.getBytes(StandardCharsets.US_ASCII)) + id.length() - 8;
    }

    private int positionOf(byte[] id) {
        int at = 0;
        while (!Arrays.equals(bytes, at, at + id.length, id, 0, id.length)) {
            at++;
        }
        return at;
    }

    /// Returns one more copy.
    byte[] next() {
        byte[] copy = bytes.clone();
        byte[] digits = "%08x".formatted(copies.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, copy, number, digits.length);
        return copy;
    }
}

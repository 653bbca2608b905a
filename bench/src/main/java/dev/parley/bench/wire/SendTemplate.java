package dev.parley.bench.wire;

import com.google.protobuf.MessageLite;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import java.nio.charset.StandardCharsets;

/// An encoded send of one sender into one thread, of which only the mark changes from message to message.
public final class SendTemplate {

    private static final String PLACE = "f".repeat(Mark.LENGTH);
    private static final String FILLER = " the second set of pictures is ready, have a look when you find the time; ";

    private final byte[] encoded;
    private final int requestId;
    private final int text;

    private SendTemplate(MessageLite request) {
        encoded = request.toByteArray();
        requestId = find(encoded, 0);
        text = find(encoded, requestId + Mark.LENGTH);
    }

    /// Sends as requests of `SendMessage`. The salt, of at most 40 characters, makes the request ids differ
    /// from those of other runs of the driver. The text gets `bytes` characters of ASCII, at least those of a
    /// mark.
    public static SendTemplate unary(String threadId, String salt, int bytes) {
        return new SendTemplate(request(threadId, salt, bytes));
    }

    /// Sends as elements of a `SendMessages` stream; otherwise like [#unary].
    public static SendTemplate streamed(String threadId, String salt, int bytes) {
        return new SendTemplate(SendMessagesRequest.newBuilder()
                .setSend(request(threadId, salt, bytes))
                .build());
    }

    /// The encoded request with this mark.
    public byte[] with(long mark) {
        byte[] bytes = encoded.clone();
        Mark.write(mark, bytes, requestId);
        Mark.write(mark, bytes, text);
        return bytes;
    }

    private static SendMessageRequest request(String threadId, String salt, int bytes) {
        if (bytes < Mark.LENGTH) {
            throw new IllegalArgumentException("A text holds at least its mark of " + Mark.LENGTH + " characters");
        }
        String body = PLACE + FILLER.repeat(bytes / FILLER.length() + 1).substring(0, bytes - Mark.LENGTH);
        return SendMessageRequest.newBuilder()
                .setThreadId(threadId)
                .setRequestId(salt + "-" + PLACE)
                .setText(body)
                .build();
    }

    private static int find(byte[] bytes, int from) {
        // ISO 8859-1 keeps each byte at its place.
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(PLACE, from);
        if (at < 0) {
            throw new IllegalArgumentException("The request has no place for a mark");
        }
        return at;
    }
}

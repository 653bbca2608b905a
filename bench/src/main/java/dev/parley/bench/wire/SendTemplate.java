package dev.parley.bench.wire;

import com.google.protobuf.MessageLite;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import java.nio.charset.StandardCharsets;

/// An encoded send of one sender to one thread, of which only the mark changes from message to message.
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

    /// Creates requests of `SendMessage`. The salt, at most 40 characters, makes the request ids differ from
    /// those of other runs of the driver. The text gets `bytes` ASCII characters, at least as many as a mark
    /// has.
    public static SendTemplate unary(String threadId, String salt, int bytes) {
        return new SendTemplate(request(threadId, salt, bytes));
    }

    /// Creates elements of a `SendMessages` stream; otherwise like [#unary].
    public static SendTemplate streamed(String threadId, String salt, int bytes) {
        return new SendTemplate(SendMessagesRequest.newBuilder()
                .setSend(request(threadId, salt, bytes))
                .build());
    }

    /// Returns the encoded request with this mark.
    public byte[] with(long mark) {
        byte[] bytes = encoded.clone();
        Mark.write(mark, bytes, requestId);
        Mark.write(mark, bytes, text);
        return bytes;
    }

    private static SendMessageRequest request(String threadId, String salt, int bytes) {
        if (bytes < Mark.LENGTH) {
            throw new IllegalArgumentException("A text must have room for its mark of " + Mark.LENGTH + " characters");
        }
        String body = PLACE + FILLER.repeat(bytes / FILLER.length() + 1).substring(0, bytes - Mark.LENGTH);
        return SendMessageRequest.newBuilder()
                .setThreadId(threadId)
                .setRequestId(salt + "-" + PLACE)
                .setText(body)
                .build();
    }

    private static int find(byte[] bytes, int from) {
        // ISO 8859-1 keeps each byte at its position.
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(PLACE, from);
        if (at < 0) {
            throw new IllegalArgumentException("The request has no room for a mark");
        }
        return at;
    }
}

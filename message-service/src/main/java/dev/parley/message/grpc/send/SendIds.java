package dev.parley.message.grpc.send;

import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;

/// What the result of a send on a stream names, as the caller wrote it. Only this is kept until the caller takes
/// the result.
record SendIds(String thread, String request, String actingUser) {

    static final SendIds NONE = new SendIds("", "", "");

    /// The maximum length of a name. A longer one is truncated: it is no id.
    static final int LONGEST = 256;

    static SendIds of(SendMessagesRequest request) {
        SendMessageRequest send = request.getSend();
        return new SendIds(cut(send.getThreadId()), cut(send.getRequestId()), cut(request.getActingUserId()));
    }

    private static String cut(String id) {
        return id.length() <= LONGEST ? id : id.substring(0, LONGEST);
    }
}

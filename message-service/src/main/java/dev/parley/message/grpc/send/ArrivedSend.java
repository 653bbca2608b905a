package dev.parley.message.grpc.send;

import dev.parley.message.log.Draft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.caller.ActingUser;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.UnknownFields;
import org.jspecify.annotations.Nullable;

/// A send that arrived on a stream.
///
/// @param request the request, or only its ids if it is refused for its size
/// @param weight its share of the window, approximately in characters
/// @param refused why only its ids are kept
record ArrivedSend(
        SendMessagesRequest request, int weight, @Nullable Problem refused) {

    /// The maximum weight of a valid send: 10,000 code points and four ids.
    static final int LARGEST = 20_400;

    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_ID = 64;
    /// The maximum size of a send with attachments, a card or unknown fields, in bytes.
    private static final int MOST_BYTES = 100_000;
    private static final int LONGEST_ECHO = 256;

    /// Checks only the size, because it runs on the transport thread.
    static ArrivedSend of(SendMessagesRequest request) {
        SendMessageRequest send = request.getSend();
        int length = lengthOf(request);
        if (isPlain(request)) {
            return length <= LARGEST ? new ArrivedSend(request, length, null) : refused(request, oversized(send));
        }
        int bytes = request.getSerializedSize();
        return bytes <= MOST_BYTES
                ? new ArrivedSend(request, Math.max(length, bytes), null)
                : refused(request, new RequestTooLarge(MOST_BYTES));
    }

    /// Whether it is only a text.
    private static boolean isPlain(SendMessagesRequest request) {
        SendMessageRequest send = request.getSend();
        return send.getAttachmentsCount() == 0
                && !send.hasCard()
                && send.getUnknownFields().isEmpty()
                && request.getUnknownFields().isEmpty();
    }

    private static int lengthOf(SendMessagesRequest request) {
        SendMessageRequest send = request.getSend();
        return send.getText().length()
                + send.getThreadId().length()
                + send.getRequestId().length()
                + send.getReplyToMessageId().length()
                + request.getActingUserId().length();
    }

    private static Problem oversized(SendMessageRequest send) {
        if (send.getText().length() > LONGEST_TEXT) {
            return RequestInvalid.of("text", "string.max_len", "must be at most 10,000 characters");
        }
        String field = send.getThreadId().length() > LONGEST_ID
                ? "thread_id"
                : send.getRequestId().length() > LONGEST_ID
                        ? "request_id"
                        : send.getReplyToMessageId().length() > LONGEST_ID ? "reply_to_message_id" : "acting_user_id";
        return RequestInvalid.of(field, "string.pattern", "is too long for an id");
    }

    private static ArrivedSend refused(SendMessagesRequest request, Problem problem) {
        var ids = SendMessagesRequest.newBuilder()
                .setSend(SendMessageRequest.newBuilder()
                        .setThreadId(cut(request.getSend().getThreadId()))
                        .setRequestId(cut(request.getSend().getRequestId())))
                .setActingUserId(cut(request.getActingUserId()));
        return new ArrivedSend(ids.build(), LARGEST, problem);
    }

    private static String cut(String id) {
        return id.substring(0, Math.min(id.length(), LONGEST_ECHO));
    }

    /// Returns the draft. Throws the problem of a send that breaks a rule.
    Draft toDraft(Caller caller, RequestRules rules) {
        if (refused != null) {
            throw refused.exception();
        }
        if (!isPlain(request)) {
            UnknownFields.refuse(request);
        }
        rules.check(request.getSend());
        return SendMapper.toDraft(request.getSend(), ActingUser.of(caller, request.getActingUserId()));
    }
}

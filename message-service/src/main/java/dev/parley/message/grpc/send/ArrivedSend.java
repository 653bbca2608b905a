package dev.parley.message.grpc.send;

import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.UnknownFields;
import org.jspecify.annotations.Nullable;

/// A send that has come on a stream.
///
/// @param request what came, or its ids alone when it is refused for its size
/// @param weight  its share of the window, about in characters
/// @param refused why nothing of it is kept but its ids
record ArrivedSend(
        SendMessagesRequest request, int weight, @Nullable Problem refused) {

    /// A send that keeps the rules is never heavier: 10,000 code points, and four ids.
    static final int LARGEST = 20_400;

    private static final int LONGEST_TEXT = 20_000;
    private static final int LONGEST_ID = 64;
    /// The most bytes of a send with attachments, a card or unknown fields.
    private static final int MOST_BYTES = 100_000;
    private static final int LONGEST_ECHO = 256;

    /// Looks at the size alone, because it runs on the thread of the transport.
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

    /// Whether it is a text and nothing else.
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

    /// The draft that it asks to send. Throws the problem of a send that breaks a rule.
    Draft toDraft(Caller caller, RequestRules rules) {
        if (refused != null) {
            throw refused.exception();
        }
        if (!isPlain(request)) {
            UnknownFields.refuse(request);
        }
        rules.check(request.getSend());
        return SendMapper.toDraft(request.getSend(), sender(caller));
    }

    private UserId sender(Caller caller) {
        String named = request.getActingUserId();
        if (caller.user().isPresent()) {
            if (!named.isEmpty()) {
                throw invalidUser("acting_user_id.empty", "must be empty where the call has an acting user")
                        .exception();
            }
            return caller.user().get();
        }
        if (named.isEmpty()) {
            throw invalidUser("acting_user_id.required", "must name the user whom the service acts for")
                    .exception();
        }
        if (!UserId.isValid(named)) {
            throw invalidUser("string.user_id", "must be a user id: usr_ and 1 to 60 of A-Z, a-z, 0-9, _ and -")
                    .exception();
        }
        return new UserId(named);
    }

    private static RequestInvalid invalidUser(String rule, String message) {
        return RequestInvalid.of("acting_user_id", rule, message);
    }
}

package dev.parley.message.domain;

import java.util.Optional;

/// What a participant wants to send.
public record Draft(ThreadId thread, UserId sender, String requestId, String text, Optional<MessageId> replyTo) {

    /// The id that the message has, whenever it is sent.
    public MessageId messageId() {
        return MessageId.of(thread, sender, requestId);
    }
}

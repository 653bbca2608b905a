package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// A message that a participant wants to send.
public record Draft(ThreadId thread, UserId sender, String requestId, String text, Optional<MessageId> replyTo) {

    /// The id that the message has, whenever it is sent.
    public MessageId messageId() {
        return FrameId.ofSend(thread, sender, requestId);
    }
}

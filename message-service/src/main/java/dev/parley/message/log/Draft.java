package dev.parley.message.log;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// A message that a participant wants to send.
public record Draft(ThreadId thread, UserId sender, String requestId, String text, Optional<MessageId> replyTo) {

    /// Returns the id of the message, which does not depend on when it is sent.
    public MessageId messageId() {
        return FrameId.ofSend(thread, sender, requestId);
    }

    /// Returns what a retry of the request must match, as one text. Its hash is stored permanently, so it
    /// never changes for the same draft.
    public String content() {
        return switch (this) {
            case Draft(var _, var _, var _, String written, Optional<MessageId> answered) -> content(written, answered);
        };
    }

    private static String content(String text, Optional<MessageId> replyTo) {
        return replyTo.map(MessageId::value).orElse("") + '\n' + text;
    }
}

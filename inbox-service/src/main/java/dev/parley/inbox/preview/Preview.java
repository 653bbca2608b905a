package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import java.time.Instant;

/// A short form of the newest message of a thread, as its owner shows it.
///
/// @param senderId the sender, `usr_…`
/// @param kind its number in the contract; a newer one is passed on
/// @param text the start of its text
/// @param fallbackText what to show if the reader does not know the kind or the state
/// @param state its number in the contract; a newer one is passed on
public record Preview(
        MessageId message,
        String senderId,
        int kind,
        String text,
        String fallbackText,
        Instant createTime,
        int state) {}

package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import java.time.Instant;

/// The newest message of a thread, in short, as its owner shows it.
///
/// @param senderId     who sent it, `usr_…`
/// @param kind         its number in the contract; a newer one is passed on
/// @param text         the start of its text
/// @param fallbackText what to show for a kind that the reader does not know
public record Preview(
        MessageId message, String senderId, int kind, String text, String fallbackText, Instant createTime) {}

package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import java.time.Instant;

/// The newest message of a thread, in short.
///
/// @param senderId who sent it, `usr_…`; empty when nobody did
/// @param text     the start of its text, at most [#LENGTH] characters
public record Preview(MessageId message, String senderId, String text, Instant createTime) {

    /// How many characters (Unicode code points) a preview shows.
    public static final int LENGTH = 120;

    /// Cuts the text to its length, never inside a character.
    public Preview {
        if (text.length() > LENGTH && text.codePointCount(0, text.length()) > LENGTH) {
            text = text.substring(0, text.offsetByCodePoints(0, LENGTH));
        }
    }
}

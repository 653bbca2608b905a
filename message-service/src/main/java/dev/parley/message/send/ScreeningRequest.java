package dev.parley.message.send;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import java.util.Optional;

/// A text for safety to screen.
///
/// @param counterpart the other participant of a two-person thread
/// @param firstContact whether nothing was sent in the thread before
public record ScreeningRequest(
        ThreadId thread, UserId sender, Optional<UserId> counterpart, String text, boolean firstContact) {

    /// Creates a request for a text of a participant, under the fence that admits it.
    public static ScreeningRequest of(Fence fence, UserId sender, String text, boolean firstContact) {
        return new ScreeningRequest(fence.thread(), sender, fence.counterpartOf(sender), text, firstContact);
    }
}

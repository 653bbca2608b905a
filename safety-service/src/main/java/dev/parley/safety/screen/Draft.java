package dev.parley.safety.screen;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Optional;

/// One entry of a batch to be screened.
public sealed interface Draft {

    /// A message to be sent.
    ///
    /// @param thread the thread that it is sent to
    /// @param sender the user who sends
    /// @param counterpart the other participant of a two-person thread; empty in larger threads, where blocks
    /// do not
    ///                    stop a send
    /// @param text the text, which may be empty
    record SendDraft(ThreadId thread, UserId sender, Optional<UserId> counterpart, String text) implements Draft {}

    /// A draft that names no thread or user. Only this draft is refused; the others of its batch get their
    /// verdicts.
    ///
    /// @param field the first field that is malformed
    record MalformedDraft(String field) implements Draft {}

    /// Parses a draft. An empty counterpart means that there is none. Any text is accepted here, because the
    /// rules judge it.
    static Draft of(String thread, String sender, String counterpart, String text) {
        if (!ThreadId.isValid(thread)) {
            return new MalformedDraft("thread_id");
        }
        if (!UserId.isValid(sender)) {
            return new MalformedDraft("sender_id");
        }
        if (counterpart.isEmpty()) {
            return new SendDraft(new ThreadId(thread), new UserId(sender), Optional.empty(), text);
        }
        return UserId.isValid(counterpart)
                ? new SendDraft(new ThreadId(thread), new UserId(sender), Optional.of(new UserId(counterpart)), text)
                : new MalformedDraft("counterpart_id");
    }
}

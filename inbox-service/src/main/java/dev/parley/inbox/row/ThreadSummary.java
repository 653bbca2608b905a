package dev.parley.inbox.row;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.inbox.folder.ThreadForm;
import dev.parley.inbox.folder.ThreadKind;
import dev.parley.inbox.merge.Head;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.unread.HiddenOrdinals;
import java.util.List;
import java.util.Optional;

/// What the rows of all who take part in a thread show of it.
///
/// @param first            the first [#FIRST] participants by their joins
/// @param participantCount how many take part
/// @param newestOrdinal    the ordinal of the newest message; 0 when there is none
/// @param hidden           ordinals that are hidden for all
public record ThreadSummary(
        ThreadId thread,
        ThreadForm form,
        ThreadKind kind,
        String subject,
        List<Participant> first,
        int participantCount,
        long headSequence,
        long headOrdinal,
        Optional<MessageId> newest,
        long newestOrdinal,
        HiddenOrdinals hidden) {

    /// How many participants a row shows, and one more, since its own user is not among them.
    public static final int FIRST = 6;

    /// The summary of a thread.
    public static ThreadSummary of(ThreadState thread) {
        var newest = thread.head().newest();
        return new ThreadSummary(
                thread.thread(),
                thread.facts().form(),
                thread.facts().kind(),
                thread.facts().subject(),
                thread.participants().stream().limit(FIRST).toList(),
                thread.participants().size(),
                thread.head().sequence(),
                thread.head().ordinal(),
                newest.map(Head.NewestMessage::message),
                newest.map(Head.NewestMessage::ordinal).orElse(0L),
                thread.hidden());
    }
}

package dev.parley.inbox.row;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.inbox.merge.Head;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.unread.HiddenOrdinals;
import java.util.List;
import java.util.Optional;

/// The part of a thread that the rows of all its participants show.
///
/// @param form its number in the contract
/// @param kind its number in the contract
/// @param first the first [#FIRST] participants in join order
/// @param participantCount the number of participants
/// @param newest the newest message
/// @param hidden ordinals that are hidden for all
public record ThreadSummary(
        ThreadId thread,
        int form,
        int kind,
        String subject,
        List<Participant> first,
        int participantCount,
        long headSequence,
        long headOrdinal,
        Optional<MessageId> newest,
        HiddenOrdinals hidden) {

    /// The number of participants that a row shows, plus one, because its own user is not among them.
    public static final int FIRST = 6;

    /// Returns the summary of a thread.
    public static ThreadSummary of(ThreadState thread) {
        return new ThreadSummary(
                thread.thread(),
                thread.facts().form(),
                thread.facts().kind(),
                thread.facts().subject(),
                thread.participants().stream().limit(FIRST).toList(),
                thread.participants().size(),
                thread.head().sequence(),
                thread.head().ordinal(),
                thread.head().newest().map(Head.NewestMessage::message),
                thread.hidden());
    }
}

package dev.parley.inbox.contract;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.merge.Head;
import dev.parley.inbox.merge.Head.NewestMessage;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.UserUpdate;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Short forms of updates for the rules. All frames are messages, unless a head says otherwise.
public final class Updates {

    private static final Instant START = Instant.ofEpochSecond(1_700_000_000);

    private Updates() {}

    /// Creates a thread of founding participants.
    public static ThreadChange thread(String id, long version, String... users) {
        return thread(id, version, founding(users));
    }

    /// Creates a thread of any participants.
    public static ThreadChange thread(String id, long version, List<Participant> participants) {
        var facts = new ThreadFacts(participants.size() == 2 ? 1 : 2, 1, "", second(0), false);
        return new ThreadChange(new ThreadId(id), version, facts, participants);
    }

    /// Returns the same thread, archived for all.
    public static ThreadChange archived(ThreadChange change) {
        var facts = change.facts();
        return new ThreadChange(
                change.thread(),
                change.version(),
                new ThreadFacts(facts.form(), facts.kind(), facts.subject(), facts.createTime(), true),
                change.participants());
    }

    /// Creates founding participants.
    public static List<Participant> founding(String... users) {
        return Stream.of(users)
                .map(user -> Participant.founding(new UserId(user)))
                .toList();
    }

    /// Returns this many users, `usr_<mark>_0`, ….
    public static String[] users(String mark, int count) {
        return IntStream.range(0, count).mapToObj(i -> "usr_" + mark + "_" + i).toArray(String[]::new);
    }

    /// Creates a head whose newest message was sent at the second of its sequence.
    public static ThreadHead head(String id, long sequence, UserUpdate... users) {
        return head(id, sequence, sequence, sequence, users);
    }

    /// Creates a head with fewer messages than frames.
    public static ThreadHead head(String id, long sequence, long ordinal, long second, UserUpdate... users) {
        var newest = new NewestMessage(new MessageId("msg_" + id.substring(4) + "-" + ordinal), second(second));
        return new ThreadHead(
                new ThreadId(id),
                new Head(sequence, ordinal, ordinal == 0 ? Optional.empty() : Optional.of(newest)),
                HiddenOrdinals.NONE,
                List.of(users));
    }

    /// Returns a head that also hides an ordinal for all, or shows it again.
    public static ThreadHead hiding(ThreadHead head, long ordinal, boolean hidden, long version) {
        return new ThreadHead(
                head.thread(),
                head.head(),
                head.hidden().merge(HiddenOrdinals.of(ordinal, hidden, version)),
                head.users());
    }

    /// Creates a cursor whose version is its sequence.
    public static UserUpdate read(String user, long sequence) {
        return read(user, sequence, sequence);
    }

    /// Creates a cursor.
    public static UserUpdate read(String user, long sequence, long version) {
        return new UserUpdate(new UserId(user), new ReadCursor(sequence, sequence, version), HiddenOrdinals.NONE);
    }

    /// Returns the cursor of a join at a version of the thread. Its own version is its sequence.
    public static UserUpdate joined(String user, long sequence, long joinVersion) {
        return new UserUpdate(
                new UserId(user), new ReadCursor(sequence, sequence, sequence, joinVersion), HiddenOrdinals.NONE);
    }

    /// Creates an ordinal that is hidden for one user.
    public static UserUpdate hidden(String user, long ordinal, long version) {
        return new UserUpdate(new UserId(user), ReadCursor.NONE, HiddenOrdinals.of(ordinal, true, version));
    }

    /// Returns the moment this many seconds after the start of all tests.
    public static Instant second(long second) {
        return START.plusSeconds(second);
    }
}

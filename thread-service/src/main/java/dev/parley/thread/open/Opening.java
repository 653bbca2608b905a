package dev.parley.thread.open;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.thread.change.Change;
import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import dev.parley.thread.problem.ThreadProblem.ContactNotAllowed;
import dev.parley.thread.problem.ThreadProblem.SelfNotAllowed;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.HiddenSenders;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Participant.Join;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A thread that is about to be opened. Blocks apply to a user who opens it, but not to a service.
public record Opening(Roster roster, Actor opener, Optional<UserId> user) {
    private static final int FEWEST = 2;

    /// Creates a group whose owner joins first. The others follow in order, as members. Fails with
    /// `RequestInvalid` unless there are 2 to 300 users.
    static Opening group(ThreadId id, ThreadDraft draft, Optional<UserId> user, Instant now) {
        var owner = draft.owner();
        var opener = draft.opener();
        var joined = new ArrayList<Participant>();
        joined.add(Participant.joining(own(draft), GroupRole.OWNER, new Join(now, 1, 1, opener)));
        for (var one : draft.participants()) {
            if (!one.user().equals(owner)) {
                var join = new Join(now, joined.size() + 1L, 1, opener);
                joined.add(Participant.joining(one, GroupRole.MEMBER, join));
            }
        }
        if (joined.size() < FEWEST || joined.size() > Roster.LIMIT) {
            throw RequestInvalid.of(
                            "participants",
                            "participants.count",
                            "must be %d to %d users, including the owner".formatted(FEWEST, Roster.LIMIT))
                    .exception();
        }
        var identity = new MessageThread.Identity(id, ThreadForm.GROUP, opener, now);
        return new Opening(roster(identity, draft.facts(), Optional.of(owner), joined), opener, user);
    }

    /// Creates the direct thread of two users. Fails with `SelfNotAllowed`.
    static Opening direct(ThreadId id, UserId opener, UserId other, Instant now) {
        if (opener.equals(other)) {
            throw new SelfNotAllowed().exception();
        }
        var by = Actor.of(opener);
        var joined = List.of(
                Participant.joining(ParticipantDraft.of(opener), GroupRole.NONE, new Join(now, 1, 1, by)),
                Participant.joining(ParticipantDraft.of(other), GroupRole.NONE, new Join(now, 2, 1, by)));
        var identity = new MessageThread.Identity(id, ThreadForm.DIRECT, by, now);
        var facts = new Facts(ThreadKind.CHAT, "", Optional.empty());
        return new Opening(roster(identity, facts, Optional.empty(), joined), by, Optional.of(opener));
    }

    /// Returns the users of the new thread. The store reads the blocks among them.
    public Set<UserId> users() {
        return roster.participants().stream().map(Participant::user).collect(Collectors.toUnmodifiableSet());
    }

    /// Returns the two users of a new direct thread; empty for a group.
    public Optional<UserPair> directPair() {
        return roster.thread().identity().form() == ThreadForm.DIRECT ? roster.pair() : Optional.empty();
    }

    /// Returns the new thread under the blocks among its users. Fails with `ContactNotAllowed` if a user
    /// opens a thread with someone who blocks them, or a two-person thread with a block in either direction.
    /// A service can open both, and contact is then closed from the start.
    public Change under(Blocks blocks) {
        user.ifPresent(by -> requireContact(by, blocks));
        return Change.opened(roster, events(), blocks);
    }

    private void requireContact(UserId by, Blocks blocks) {
        boolean blocked = users().stream().anyMatch(user -> blocks.has(user, by));
        if (blocked || roster.pair().filter(blocks::between).isPresent()) {
            throw new ContactNotAllowed().exception();
        }
    }

    private List<ThreadEvent> events() {
        var events = new ArrayList<ThreadEvent>();
        events.add(new ThreadEvent(
                Kind.CREATED,
                Optional.of(opener),
                roster.thread().participantSummary().owner()));
        roster.participants().forEach(one -> events.add(ThreadEvent.of(Kind.JOINED, opener, one.user())));
        return events;
    }

    private static ParticipantDraft own(ThreadDraft draft) {
        return draft.participants().stream()
                .filter(one -> one.user().equals(draft.owner()))
                .findFirst()
                .orElse(ParticipantDraft.of(draft.owner()));
    }

    private static Roster roster(
            MessageThread.Identity identity, Facts facts, Optional<UserId> owner, List<Participant> joined) {
        var now = identity.createTime();
        var thread = new MessageThread(
                identity,
                facts,
                new MessageThread.Standing(ThreadStatus.OPEN, now),
                new MessageThread.ParticipantSummary(owner, joined.size(), joined.size()),
                MessageThread.Stamp.first(now));
        return new Roster(thread, joined, List.of(), HiddenSenders.NONE);
    }
}

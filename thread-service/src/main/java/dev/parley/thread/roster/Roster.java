package dev.parley.thread.roster;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// A thread and all who take part in it now, in the order in which they joined. Who left is not on it.
///
/// A value: each change gives another roster, of the next version, or the same one when there was nothing to change.
public record Roster(MessageThread thread, List<Participant> participants) {
    /// How many users can take part in a thread.
    public static final int LIMIT = 300;

    /// Refuses a roster whose count differs from its thread's with [IllegalArgumentException].
    public Roster {
        participants = List.copyOf(participants);
        if (participants.size() != thread.participantCount()) {
            throw new IllegalArgumentException("participant_count of " + thread.id() + " is wrong");
        }
    }

    /// A new group whose owner is the creator, at the place 1. The others follow in their order, as members.
    public static Roster group(ThreadId id, UserId creator, ThreadDraft draft, Instant now) {
        var joined = new ArrayList<Participant>();
        var own = draft.participants().stream()
                .filter(one -> one.user().equals(creator))
                .findFirst()
                .orElse(ParticipantDraft.of(creator));
        joined.add(Participant.joined(own, GroupRole.OWNER, now, 1));
        for (var one : draft.participants()) {
            if (!one.user().equals(creator)) {
                joined.add(Participant.joined(one, GroupRole.MEMBER, now, joined.size() + 1L));
            }
        }
        var thread = new MessageThread(
                id,
                ThreadForm.GROUP,
                draft.kind(),
                draft.subject(),
                draft.link(),
                creator,
                Optional.of(creator),
                joined.size(),
                joined.size(),
                now,
                now,
                1,
                0);
        return new Roster(thread, joined);
    }

    /// The new direct thread of two users.
    public static Roster direct(ThreadId id, UserId creator, UserId other, Instant now) {
        var joined = List.of(
                Participant.joined(ParticipantDraft.of(creator), GroupRole.UNSPECIFIED, now, 1),
                Participant.joined(ParticipantDraft.of(other), GroupRole.UNSPECIFIED, now, 2));
        var thread = new MessageThread(
                id,
                ThreadForm.DIRECT,
                ThreadKind.CHAT,
                "",
                Optional.empty(),
                creator,
                Optional.empty(),
                2,
                2,
                now,
                now,
                1,
                0);
        return new Roster(thread, joined);
    }

    /// The user as one who takes part. Empty when the user does not.
    public Optional<Participant> find(UserId user) {
        return participants.stream().filter(one -> one.user().equals(user)).findFirst();
    }

    /// The two who take part. Empty unless there are exactly two.
    public Optional<UserPair> pair() {
        return participants.size() == 2
                ? Optional.of(UserPair.of(
                        participants.get(0).user(), participants.get(1).user()))
                : Optional.empty();
    }

    /// This thread as it is shown.
    public ThreadView view() {
        return new ThreadView(thread, participants.size() <= ThreadView.LISTED ? participants : List.of());
    }

    /// This new thread, unless a block stands between its two participants: then `ContactNotAllowed`.
    public Roster openedUnder(Set<UserId> blocked) {
        if (pair().isPresent() && !blocked.isEmpty()) {
            throw new ThreadProblem.ContactNotAllowed().exception();
        }
        return this;
    }

    /// This roster with those `BLOCKED` whom the other of the two blocks; among more or fewer than two nobody is. The
    /// version stays.
    public Roster withBlocked(Set<UserId> blocked) {
        var two = participants.size() == 2;
        return new Roster(
                thread,
                participants.stream()
                        .map(one -> one.withStatus(
                                two && blocked.contains(one.user())
                                        ? ParticipantStatus.BLOCKED
                                        : ParticipantStatus.ACTIVE))
                        .toList());
    }

    /// The next version with those `BLOCKED` whom the other of the two blocks, or this one when nothing changes by
    /// that.
    public Roster reblocked(Set<UserId> blocked, Instant now) {
        var next = withBlocked(blocked);
        return next.equals(this) ? this : next(next.participants, thread.owner(), thread.joinCount(), now);
    }

    public Roster add(UserId caller, List<ParticipantDraft> drafts, Instant now) {
        requireRole(caller);
        var present = participants.stream().map(Participant::user).collect(Collectors.toSet());
        var all = new ArrayList<>(participants);
        var joins = thread.joinCount();
        for (var draft : drafts) {
            if (present.add(draft.user())) {
                all.add(Participant.joined(draft, GroupRole.MEMBER, now, ++joins));
            }
        }
        if (all.size() > LIMIT) {
            throw new ThreadProblem.ThreadFull(thread.id(), LIMIT).exception();
        }
        return joins == thread.joinCount() ? this : next(all, thread.owner(), joins, now);
    }

    public Roster remove(UserId caller, UserId user, Instant now) {
        requireRole(caller);
        var removed =
                find(user).orElseThrow(() -> new ThreadProblem.ParticipantNotFound(thread.id(), user).exception());
        if (removed.groupRole() == GroupRole.OWNER) {
            throw new ThreadProblem.OwnerFixed(thread.id(), user).exception();
        }
        return next(without(user), thread.owner(), thread.joinCount(), now);
    }

    public Roster leave(UserId caller, Instant now) {
        requireGroup(caller);
        var rest = without(caller);
        if (!thread.owner().equals(Optional.of(caller))) {
            return next(rest, thread.owner(), thread.joinCount(), now);
        }
        var heir = heirAmong(rest);
        var inherited = rest.stream()
                .map(one -> heir.equals(Optional.of(one.user())) ? one.withGroupRole(GroupRole.OWNER) : one)
                .toList();
        return next(inherited, heir, thread.joinCount(), now);
    }

    private static Optional<UserId> heirAmong(List<Participant> rest) {
        return rest.stream()
                .min(Comparator.comparing((Participant one) -> one.groupRole() != GroupRole.ADMIN)
                        .thenComparing(Participant::joinOrder))
                .map(Participant::user);
    }

    private Participant requireGroup(UserId caller) {
        var own = find(caller).orElseThrow(() -> new ThreadProblem.ThreadAccessDenied(thread.id()).exception());
        if (thread.form() == ThreadForm.DIRECT) {
            throw new ThreadProblem.DirectThreadFixed(thread.id()).exception();
        }
        return own;
    }

    private void requireRole(UserId caller) {
        if (!requireGroup(caller).groupRole().changesParticipants()) {
            throw new ThreadProblem.RoleMissing(thread.id()).exception();
        }
    }

    private List<Participant> without(UserId user) {
        return participants.stream().filter(one -> !one.user().equals(user)).toList();
    }

    private Roster next(List<Participant> all, Optional<UserId> owner, long joins, Instant now) {
        return new Roster(thread.next(owner, all.size(), joins, now), all);
    }
}

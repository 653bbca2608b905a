package dev.parley.thread.membership;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.authority.UserAuthority;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.request.Replied;
import dev.parley.thread.request.ReplyForm;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.ParticipantDraft;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Changes the participants of a group. A change, or a retry of it, is in force before the method returns. A
/// retried request returns its first reply. All methods fail with `ThreadAccessDenied`, `DirectThreadFixed`
/// and `RequestIdReused`.
@Singleton
public final class ParticipantChanges {
    private final RosterStore store;
    private final FenceEnforcer fences;
    private final Clock clock;

    /// Changes rosters in a store.
    public ParticipantChanges(RosterStore store, FenceEnforcer fences, @Named("thread") Clock clock) {
        this.store = store;
        this.fences = fences;
        this.clock = clock;
    }

    /// Adds users as members on behalf of a user. Also fails with `RoleMissing`, `ThreadAuthorityMissing`,
    /// `ThreadFull`, `ParticipantBanned`, `ContactNotAllowed`.
    public <R> Replied<R> add(
            UserId caller, ThreadRequest request, ThreadId thread, List<ParticipantDraft> drafts, ReplyForm<R> form) {
        UserAuthority.checkRoles(drafts);
        var added = drafts.stream().map(ParticipantDraft::user).collect(Collectors.toUnmodifiableSet());
        var now = clock.instant();
        Rule rule = (roster, blocks) -> MembershipRules.add(roster, caller, drafts, blocks, now);
        return change(caller, request, thread, added, rule, form);
    }

    /// Removes a user. Also fails with `RoleMissing`, `ParticipantNotFound`, `OwnerFixed`.
    public <R> Replied<R> remove(
            UserId caller, ThreadRequest request, ThreadId thread, UserId user, ReplyForm<R> form) {
        var now = clock.instant();
        Rule rule = (roster, blocks) -> MembershipRules.remove(roster, caller, user, blocks, now);
        return change(caller, request, thread, Set.of(), rule, form);
    }

    /// Removes the calling user from a thread. If the owner leaves, the admin who joined first becomes the
    /// owner; if there is no admin, the participant who joined first does.
    public <R> Replied<R> leave(UserId caller, ThreadRequest request, ThreadId thread, ReplyForm<R> form) {
        var now = clock.instant();
        Rule rule = (roster, blocks) -> MembershipRules.leave(roster, caller, blocks, now);
        return change(caller, request, thread, Set.of(), rule, form);
    }

    /// The token of a change that adds nobody contains no head: a user who is gone never reaches the frame of the
    /// removal, and may read with the token of the one who removed them.
    private <R> Replied<R> change(
            UserId caller, ThreadRequest request, ThreadId thread, Set<UserId> joining, Rule rule, ReplyForm<R> form) {
        var kept = store.change(request, new RosterStore.Target(thread, joining), rule, form::write);
        boolean isPresent = kept.roster().find(caller).isPresent();
        long head = kept.replayed() && isPresent ? fences.enforceAgain(kept.roster()) : fences.enforce(kept.roster());
        return kept.in(form, isPresent && !joining.isEmpty() ? head : 0);
    }
}

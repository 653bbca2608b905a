package dev.parley.thread.membership;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.fence.FenceKeeper;
import dev.parley.thread.open.ThreadOpener;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.ThreadRequest;
import dev.parley.thread.roster.ThreadStore;
import dev.parley.thread.roster.ThreadView;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/// Changes who takes part in a group. Each change is in force, and each repetition of a request sees it in force,
/// before the method returns. All fail with `ThreadAccessDenied`, `DirectThreadFixed` and `RequestIdReused`.
@Singleton
public final class ParticipantKeeper {
    private final ThreadStore store;
    private final FenceKeeper fences;
    private final Clock clock;

    ParticipantKeeper(ThreadStore store, FenceKeeper fences, Clock clock) {
        this.store = store;
        this.fences = fences;
        this.clock = clock;
    }

    /// Adds users as members; who takes part stays as is, who left comes back. Fails also with `RoleMissing`,
    /// `ThreadFull`.
    public ThreadView add(ThreadRequest request, ThreadId thread, List<ParticipantDraft> drafts) {
        var kept = store.change(request, thread, roster -> roster.add(request.user(), drafts, clock.instant()));
        return ThreadOpener.seenBy(request.user(), fences.enforce(kept.roster()));
    }

    /// Removes a user. Fails also with `RoleMissing`, `ParticipantNotFound`, `OwnerFixed`. An admin who removes
    /// themselves is shown no participants any more.
    public ThreadView remove(ThreadRequest request, ThreadId thread, UserId user) {
        var kept = store.change(request, thread, roster -> roster.remove(request.user(), user, clock.instant()));
        var roster = fences.enforce(kept.roster());
        return user.equals(request.user())
                ? new ThreadView(roster.thread(), List.of())
                : ThreadOpener.seenBy(request.user(), roster);
    }

    /// Takes the user of the request out. An owner who leaves is followed by the admin who joined first, else by who
    /// joined first.
    public void leave(ThreadRequest request, ThreadId thread) {
        fences.enforce(store.change(request, thread, roster -> roster.leave(request.user(), clock.instant()))
                .roster());
    }
}

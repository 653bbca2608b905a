package dev.parley.thread.open;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.thread.fence.FenceKeeper;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.roster.ThreadDraft;
import dev.parley.thread.roster.ThreadProblem;
import dev.parley.thread.roster.ThreadRequest;
import dev.parley.thread.roster.ThreadStore;
import dev.parley.thread.roster.ThreadView;
import jakarta.inject.Singleton;
import java.time.Clock;

/// Opens threads: groups, and the one direct thread of a pair.
@Singleton
public final class ThreadOpener {
    private static final int FEWEST = 2;

    private final ThreadStore store;
    private final ThreadDirectory directory;
    private final FenceKeeper fences;
    private final ThreadIds ids;
    private final Clock clock;

    ThreadOpener(ThreadStore store, ThreadDirectory directory, FenceKeeper fences, ThreadIds ids, Clock clock) {
        this.store = store;
        this.directory = directory;
        this.fences = fences;
        this.ids = ids;
        this.clock = clock;
    }

    /// The group that this request opens or, repeated, opened; the user is its owner. Fails with
    /// `RequestInvalid` when the participants with the user are not 2 to 300, with `ContactNotAllowed`,
    /// `RequestIdReused`, and, repeated by one who has left, `ThreadAccessDenied`.
    public ThreadView open(ThreadRequest request, ThreadDraft draft) {
        var opened = Roster.group(ids.next(), request.user(), draft, clock.instant());
        if (opened.participants().size() < FEWEST || opened.participants().size() > Roster.LIMIT) {
            throw RequestInvalid.of(
                            "participants",
                            "participants.count",
                            "must be %d to %d users, the acting user counted".formatted(FEWEST, Roster.LIMIT))
                    .exception();
        }
        return seenBy(
                request.user(), fences.enforce(store.create(request, opened).roster()));
    }

    /// The one direct thread of the two, which exists after this, and whether this call created it. Fails with
    /// `SelfNotAllowed`, and when there is none yet with `ContactNotAllowed`.
    public Direct openDirect(UserId caller, UserId other) {
        if (caller.equals(other)) {
            throw new ThreadProblem.SelfNotAllowed().exception();
        }
        var kept = directory
                .findDirect(UserPair.of(caller, other))
                .map(found -> new ThreadStore.Kept(found, false))
                .orElseGet(() -> store.openDirect(Roster.direct(ids.next(), caller, other, clock.instant())));
        return new Direct(fences.enforce(kept.roster()).view(), kept.first());
    }

    public static ThreadView seenBy(UserId user, Roster roster) {
        if (roster.find(user).isEmpty()) {
            throw new ThreadProblem.ThreadAccessDenied(roster.thread().id()).exception();
        }
        return roster.view();
    }

    /// A direct thread, and whether it is new.
    public record Direct(ThreadView thread, boolean created) {}
}

package dev.parley.thread.open;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.authority.UserAuthority;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.lookup.ThreadDirectory;
import dev.parley.thread.open.OpenStore.Direct;
import dev.parley.thread.request.Replied;
import dev.parley.thread.request.ReplyForm;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/// Opens threads: groups, and the only direct thread of a pair. A thread is open for writing as soon as a
/// method returns.
@Singleton
public final class ThreadOpener {
    private final OpenStore store;
    private final ThreadDirectory directory;
    private final FenceEnforcer fences;
    private final ThreadIds ids;
    private final Clock clock;

    /// Opens threads in a store.
    public ThreadOpener(
            OpenStore store,
            ThreadDirectory directory,
            FenceEnforcer fences,
            ThreadIds ids,
            @Named("thread") Clock clock) {
        this.store = store;
        this.directory = directory;
        this.fences = fences;
        this.ids = ids;
        this.clock = clock;
    }

    /// Opens a group for a user, who becomes its owner. A retried request returns its first reply. Fails with
    /// `ThreadAuthorityMissing`, `RequestInvalid`, `ContactNotAllowed` and `RequestIdReused`.
    public <R> Replied<R> openAs(UserId user, ThreadRequest request, ThreadDraft draft, ReplyForm<R> form) {
        UserAuthority.checkFacts(draft.facts());
        UserAuthority.checkRoles(draft.participants());
        return open(request, draft, Optional.of(user), form);
    }

    /// Opens a group for a service, which may assign any kind, link and role. A retried request returns its
    /// first reply. Fails with `RequestInvalid` and `RequestIdReused`.
    public <R> Replied<R> openAsService(ThreadRequest request, ThreadDraft draft, ReplyForm<R> form) {
        return open(request, draft, Optional.empty(), form);
    }

    /// Returns the only direct thread of the two users, which exists afterwards, and whether this call opened
    /// it. Fails with `SelfNotAllowed`, and with `ContactNotAllowed` if it does not exist yet and a block
    /// forbids it.
    public Opened openDirect(UserId caller, UserId other) {
        var opening = Opening.direct(ids.next(), caller, other, clock.instant());
        var direct = directory
                .findDirect(UserPair.of(caller, other))
                .map(found -> new Direct(found, false))
                .orElseGet(() -> store.openDirect(opening));
        long head = fences.enforce(direct.roster());
        return new Opened(direct.roster(), direct.created(), head);
    }

    /// A direct thread, whether this call opened it, and the sequence that its log has reached; 0 if unknown.
    public record Opened(Roster roster, boolean created, long head) {}

    private <R> Replied<R> open(ThreadRequest request, ThreadDraft draft, Optional<UserId> user, ReplyForm<R> form) {
        var opening = Opening.group(ids.next(), draft, user, clock.instant());
        var kept = store.open(request, opening, form::write);
        return kept.in(form, fences.enforce(kept.roster()));
    }
}

package dev.parley.inbox.watch;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.watch.InboxProgress.Sought;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The readers that wait for positions now: a bounded number of calls and of positions
/// per user, and of positions in total. Anybody can create tokens, so the bound of a user comes first: one user
/// cannot use up what all share.
public final class WaitingReaders {

    private final int mostPositions;
    private final int mostOfUser;
    private final int mostPositionsOfUser;
    private final ConcurrentHashMap<UserId, List<Reader>> readers = new ConcurrentHashMap<>();
    private int positions;

    /// Allows this many waited positions, and per user this many calls with this many positions.
    public WaitingReaders(int mostPositions, int mostOfUser, int mostPositionsOfUser) {
        this.mostPositions = mostPositions;
        this.mostOfUser = mostOfUser;
        this.mostPositionsOfUser = mostPositionsOfUser;
    }

    /// One waiting call.
    public static final class Reader {

        private final UserId user;
        private final Set<Sought> sought = ConcurrentHashMap.newKeySet();
        private final CountDownLatch done = new CountDownLatch(1);
        private final int entered;
        private volatile boolean marked = true;

        private Reader(UserId user, Collection<Sought> positions) {
            this.user = user;
            this.entered = positions.size();
            sought.addAll(positions);
        }

        /// Waits, and returns a position that was not reached in time; empty when all were.
        Optional<Sought> await(long time, TimeUnit unit) throws InterruptedException {
            return done.await(time, unit) ? Optional.empty() : sought.stream().findFirst();
        }

        Set<Sought> sought() {
            return sought;
        }

        void reached(Set<Sought> positions) {
            sought.removeAll(positions);
            if (sought.isEmpty()) {
                done.countDown();
            }
        }
    }

    /// Adds a reader. Empty if too many readers are already waiting.
    synchronized Optional<Reader> enter(UserId user, Collection<Sought> sought) {
        var own = readers.getOrDefault(user, List.of());
        int ofUser = own.stream().mapToInt(reader -> reader.entered).sum();
        if (own.size() >= mostOfUser
                || ofUser + sought.size() > mostPositionsOfUser
                || positions + sought.size() > mostPositions) {
            return Optional.empty();
        }
        var reader = new Reader(user, sought);
        var all = new ArrayList<>(own);
        all.add(reader);
        readers.put(user, List.copyOf(all));
        positions += reader.entered;
        return Optional.of(reader);
    }

    synchronized void leave(Reader reader) {
        var others = readers.getOrDefault(reader.user, List.of()).stream()
                .filter(other -> other != reader)
                .toList();
        if (others.isEmpty()) {
            readers.remove(reader.user);
        } else {
            readers.put(reader.user, others);
        }
        positions -= reader.entered;
    }

    /// Marks the readers of inboxes that were merged into. Returns whether there are any.
    boolean mark(Collection<Advance> advances) {
        if (readers.isEmpty()) {
            return false;
        }
        boolean any = false;
        for (Advance advance : advances) {
            for (Reader reader : readers.getOrDefault(advance.user(), List.of())) {
                reader.marked = true;
                any = true;
            }
        }
        return any;
    }

    /// Returns the marked readers, or all of them, and clears the marks.
    List<Reader> toAsk(boolean all) {
        var some = new ArrayList<Reader>();
        for (List<Reader> own : readers.values()) {
            for (Reader reader : own) {
                if (all || reader.marked) {
                    reader.marked = false;
                    some.add(reader);
                }
            }
        }
        return some;
    }

    /// Returns how many positions are waited for now.
    public synchronized int positions() {
        return positions;
    }

    /// Returns how many users wait now.
    public int count() {
        return readers.size();
    }
}

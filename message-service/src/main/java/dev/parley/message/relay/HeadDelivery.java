package dev.parley.message.relay;

import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.message.relay.Setbacks.Setback;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports pages of heads to the inbox, so that no head holds up others, whatever the inbox answers to it.
///
/// Heads are reported together. If that fails, they are reported one by one:
///
/// * A head that the inbox refuses is parked.
/// * A head that fails with a response, or within this process, waits for its back-off. After ten such failures
///   in a row it is parked if the inbox accepted others since the attempt before: then the head itself is bad.
/// * A head that gets no response waits for its back-off, and is never parked.
///
/// If no head of a part is accepted, the inbox itself may have failed: the call fails, and the next one begins with
/// other heads. Not thread-safe.
final class HeadDelivery {

    private static final Logger LOG = LoggerFactory.getLogger(HeadDelivery.class);
    private static final int OUTAGES_BEFORE_SINGLES = 3;
    private static final int FAILURES_IN_A_ROW = 3;
    private static final int FAULTS_BEFORE_PARKING = 10;

    /// The maximum number of cursors per call.
    private static final int CURSORS = 2_000;

    private final DirtyHeads heads;
    private final InboxNotifier inbox;
    private final Setbacks setbacks = new Setbacks();
    private final LongSupplier clock;
    private long accepted;
    private long outage;
    private int outages;

    /// @param clock returns times such as those of [System#nanoTime]
    HeadDelivery(DirtyHeads heads, InboxNotifier inbox, LongSupplier clock) {
        this.heads = heads;
        this.inbox = inbox;
        this.clock = clock;
        this.outage = now();
        this.accepted = outage - 1;
    }

    private long now() {
        return clock.getAsLong();
    }

    /// Returns when the inbox last accepted heads, as of the clock.
    long acceptedAt() {
        return accepted;
    }

    /// Reports the heads that do not have to wait. Throws the failure that keeps the inbox from accepting any.
    void deliver(List<DirtyHead> page) {
        long now = now();
        var part = new ArrayList<DirtyHead>();
        int cursors = 0;
        for (DirtyHead head : page) {
            if (setbacks.isHeld(head.thread(), now)) {
                continue;
            }
            int weight = head.cursors().size() + head.hidden().size();
            if (!part.isEmpty() && cursors + weight > CURSORS) {
                deliverTogether(part);
                part.clear();
                cursors = 0;
            }
            part.add(head);
            cursors += weight;
        }
        if (!part.isEmpty()) {
            deliverTogether(part);
        }
    }

    private void deliverTogether(List<DirtyHead> part) {
        try {
            report(part);
        } catch (RuntimeException | Error failure) {
            if (isOutage(failure) && !isSuspicious()) {
                throw failure;
            }
            deliverOneByOne(part);
        }
    }

    private void report(List<DirtyHead> part) {
        inbox.notify(part);
        accepted = now();
        outages = 0;
        heads.settle(part);
        part.forEach(head -> setbacks.over(head.thread()));
    }

    /// Whether some head may be the reason for an outage: there were several in a row, or the inbox accepted
    /// others between two of them.
    private boolean isSuspicious() {
        boolean between = accepted - outage > 0;
        outage = now();
        outages++;
        return between || outages > OUTAGES_BEFORE_SINGLES;
    }

    private void deliverOneByOne(List<DirtyHead> part) {
        long begun = now();
        var unanswered = new ArrayList<DirtyHead>();
        int inARow = 0;
        Throwable last = null;
        for (DirtyHead head : part) {
            long attempt = now();
            Throwable failure = deliver(head);
            if (failure == null) {
                inARow = 0;
                continue;
            }
            last = failure;
            inARow++;
            if (isOutage(failure)) {
                unanswered.add(head);
                setbacks.failed(head.thread(), false, attempt, now());
            }
            if (inARow == FAILURES_IN_A_ROW) {
                break;
            }
        }
        if (last != null && accepted - begun < 0) {
            unanswered.forEach(head -> setbacks.skip(head.thread(), now()));
            if (last instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) last;
        }
    }

    /// Returns the failure that a retry may fix; otherwise returns null.
    private @Nullable Throwable deliver(DirtyHead head) {
        long begun = now();
        try {
            report(List.of(head));
            return null;
        } catch (InboxNotifier.Refused refused) {
            park(head, setbacks.failures(head.thread()) + 1, String.valueOf(refused.getMessage()));
            return null;
        } catch (RuntimeException | Error failure) {
            if (isOutage(failure)) {
                return failure;
            }
            Setback setback = setbacks.failed(head.thread(), true, begun, now());
            if (setback.faults() >= FAULTS_BEFORE_PARKING && accepted - setback.previous() > 0) {
                park(head, setback.failures(), describe(failure));
                return null;
            }
            if (setback.failures() == 1) {
                LOG.warn("The inbox fails on the head of {}, will retry: {}", head.thread(), describe(failure));
            }
            return failure;
        }
    }

    private void park(DirtyHead head, int attempts, String reason) {
        LOG.error("The inbox refuses the head of {}, parked it: {}", head.thread(), reason);
        heads.park(head, attempts, reason);
        setbacks.over(head.thread());
    }

    private static boolean isOutage(Throwable failure) {
        return failure instanceof ProblemException carrier
                && switch (carrier.problem()) {
                    case DependencyUnavailable inbox -> !inbox.hasAnswered();
                    case StoreUnavailable _ -> true;
                    default -> false;
                };
    }

    /// Contains no text of the other side.
    private static String describe(Throwable failure) {
        return failure instanceof ProblemException carrier
                        && carrier.problem() instanceof DependencyUnavailable inbox
                        && inbox.hasAnswered()
                ? inbox.answer()
                : failure.getClass().getSimpleName();
    }
}

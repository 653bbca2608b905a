package dev.parley.message.hint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The other replicas, as far as they were heard, and what follows for the hints of this one. Hints are complete
/// while this replica receives its own batches, each other replica confirms recent batches of this one, and
/// nobody is missing.
///
/// A replica that confirms a mark in a complete batch has published, in that batch or before, whatever it
/// acknowledged before it received the mark. So one clock, that of this process, says until when everything is
/// known. Times are those of [System#nanoTime]. Thread-safe.
final class HintPeers {

    /// A confirmation that is older proves nothing.
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /// A count of the replicas that is older proves nothing.
    private static final long COUNT_FRESH = Duration.ofSeconds(3).toNanos();

    /// A replica that was silent for this long no longer exists, unless the count says otherwise. Longer than the
    /// presence of a dead replica.
    private static final long SILENCE = Duration.ofSeconds(15).toNanos();

    private final String self;
    private final Consumer<HintPeriod> whenEnded;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final Peer own;
    private int replicas;
    private OptionalLong countedAt = OptionalLong.empty();
    private volatile boolean complete;
    private volatile boolean alone = true;
    private volatile HintPeriod period;

    /// What was heard from a replica.
    private static final class Peer {
        private long number;
        private long seen;
        private OptionalLong mark = OptionalLong.empty();
        private OptionalLong confirmed = OptionalLong.empty();
    }

    /// @param whenEnded receives each period that ends, before the next one begins
    HintPeers(String self, long now, Consumer<HintPeriod> whenEnded) {
        this.self = self;
        this.whenEnded = whenEnded;
        this.own = new Peer();
        this.period = new HintPeriod(now, now);
    }

    /// Takes a batch whose hints were passed on. Returns whether it is the first one of its replica.
    synchronized boolean received(HintBatch batch, long now) {
        boolean isOwn = batch.origin().equals(self);
        Peer known = isOwn ? own : peers.get(batch.origin());
        boolean first = false;
        if (batch.leaving()) {
            if (known != null) {
                follow(known, batch, now);
            }
            peers.remove(batch.origin());
        } else if (known != null) {
            follow(known, batch, now);
        } else if (peers.size() < HintBatch.MOST_HEARD) {
            first = true;
            complete = false;
            var met = new Peer();
            met.number = batch.number() - 1;
            peers.put(batch.origin(), met);
            follow(met, batch, now);
        }
        alone = peers.isEmpty();
        evaluate(now);
        return first;
    }

    private void follow(Peer peer, HintBatch batch, long now) {
        if (batch.number() <= peer.number) {
            return;
        }
        if (batch.number() > peer.number + 1 && peer.number > 0) {
            restart(now);
        }
        peer.number = batch.number();
        peer.seen = now;
        if (batch.complete()) {
            peer.mark = OptionalLong.of(batch.mark());
            peer.confirmed = peer == own ? peer.mark : confirmed(batch);
        }
    }

    private OptionalLong confirmed(HintBatch batch) {
        Long mark = batch.heard().get(self);
        return mark == null ? OptionalLong.empty() : OptionalLong.of(mark);
    }

    /// The subscription was lost: whatever was published since is missing.
    synchronized void lost(long now) {
        complete = false;
        own.seen = now;
        own.confirmed = OptionalLong.empty();
        peers.values().forEach(peer -> peer.confirmed = OptionalLong.empty());
    }

    /// @param count how many replicas there are, this one included
    /// @param began when they began to be counted
    synchronized void counted(int count, long began) {
        replicas = count;
        countedAt = OptionalLong.of(began);
    }

    /// Whether the replicas must be counted again.
    synchronized boolean isCountOlderThan(Duration age, long now) {
        return countedAt.isEmpty() || now - countedAt.getAsLong() > age.toNanos();
    }

    /// Draws the conclusions from what was heard so far, and from the time.
    synchronized void evaluate(long now) {
        if (peers.values().removeIf(peer -> now - peer.seen > SILENCE)) {
            alone = peers.isEmpty();
        }
        if (!isFresh(now)) {
            complete = false;
            return;
        }
        if (!complete) {
            restart(now);
            complete = true;
        }
        long upTo = Math.min(countedAt.getAsLong() - now, own.confirmed.getAsLong() - now);
        for (Peer peer : peers.values()) {
            upTo = Math.min(upTo, peer.confirmed.getAsLong() - now);
        }
        if (now + upTo - period.upTo() > 0) {
            period = new HintPeriod(period.since(), now + upTo);
        }
    }

    private boolean isFresh(long now) {
        return countedAt.isPresent()
                && now - countedAt.getAsLong() < COUNT_FRESH
                && peers.size() >= replicas - 1
                && isConfirmed(own, now)
                && peers.values().stream().allMatch(peer -> isConfirmed(peer, now));
    }

    private static boolean isConfirmed(Peer peer, long now) {
        return peer.confirmed.isPresent() && now - peer.confirmed.getAsLong() < FRESH;
    }

    private void restart(long now) {
        whenEnded.accept(period);
        period = new HintPeriod(now, now);
    }

    /// Returns the marks that the next batch confirms.
    synchronized Map<String, Long> heard() {
        var heard = new LinkedHashMap<String, Long>();
        peers.forEach((origin, peer) -> peer.mark.ifPresent(mark -> heard.put(origin, mark)));
        return heard;
    }

    /// Returns how long no batch of this replica has arrived; empty if none ever has.
    synchronized OptionalLong ownSilence(long now) {
        return own.number == 0 ? OptionalLong.empty() : OptionalLong.of(now - own.seen);
    }

    synchronized int count() {
        return peers.size();
    }

    /// Whether no other replica is known. Fast.
    boolean isAlone() {
        return alone;
    }

    boolean isComplete() {
        return complete;
    }

    HintPeriod period() {
        return period;
    }
}

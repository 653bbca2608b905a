package dev.parley.bench.load;

import dev.parley.bench.load.Traffic.Lane;
import dev.parley.bench.wire.Ack;
import dev.parley.bench.wire.Mark;
import dev.parley.clientkit.report.Tally;
import io.grpc.Status;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One user who sends to one thread. In an open loop, sends one message for each call of [#send]; in a closed
/// loop, always keeps a fixed number in flight. Thread-safe.
final class Sender implements Outlet.Listener {

    private final int index;
    private final String user;
    private final Lane lane;
    private final TrafficPlan plan;
    private final Tally tally;
    private final Flights flights = new Flights();
    private @Nullable Outlet outlet;
    private volatile boolean ready;
    private long next;
    private int inFlight;
    private boolean saturating;

    Sender(int index, String user, Lane lane, TrafficPlan plan, Tally tally) {
        this.index = index;
        this.user = user;
        this.lane = lane;
        this.plan = plan;
        this.tally = tally;
    }

    /// Opens the outlet; [#ready] follows.
    void open(Outlet opened) {
        outlet = opened;
        opened.open(this);
    }

    boolean isOf(String other) {
        return user.equals(other);
    }

    boolean isReady() {
        return ready;
    }

    /// Keeps the window full from now on.
    synchronized void saturate() {
        saturating = true;
        fill();
    }

    /// Starts no more messages on its own.
    synchronized void rest() {
        saturating = false;
    }

    /// Sends one message, with this intended start.
    synchronized void send(long intendedNanos) {
        long number = next++;
        if (!flights.begin(number, intendedNanos, lane.plan().partsFor(user))) {
            tally.failed("a message was still in flight %d messages later".formatted(Flights.CAPACITY));
            return;
        }
        inFlight++;
        Objects.requireNonNull(outlet).send(Mark.of(index, number));
    }

    /// Returns the number of messages in flight.
    synchronized int inFlight() {
        return inFlight;
    }

    synchronized void close() {
        saturating = false;
        if (outlet != null) {
            outlet.close();
        }
    }

    @Override
    public void ready() {
        ready = true;
    }

    @Override
    public void answered(Ack ack) {
        if (ack.mark() == Mark.NONE || Mark.sender(ack.mark()) != index) {
            tally.failed("a result belongs to no send");
            return;
        }
        long number = Mark.number(ack.mark());
        if (ack.refusal() != null) {
            tally.failed("a send failed", ack.refusal());
            flights.abandon(number);
            ended();
            return;
        }
        long now = System.nanoTime();
        tally.answered(now - flights.started(number));
        lane.acked().add(ack.sequence(), ack.mark());
        plan.hook().acknowledged(index, ack.sequence(), now);
        arrived(number);
    }

    /// Records that another user has received a message of this sender.
    void received(long number) {
        tally.received(System.nanoTime() - flights.started(number));
        arrived(number);
    }

    @Override
    public void broken(Status status) {
        tally.failed("a send stream ended", status);
        synchronized (this) {
            saturating = false;
        }
    }

    private void arrived(long number) {
        if (flights.arrive(number)) {
            tally.completed();
            ended();
        }
    }

    private synchronized void ended() {
        inFlight--;
        if (saturating) {
            fill();
        }
    }

    private void fill() {
        while (inFlight < plan.window() && !tally.isHopeless()) {
            send(System.nanoTime());
        }
    }
}

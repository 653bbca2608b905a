package dev.parley.bench.load;

import dev.parley.bench.wire.Ack;
import dev.parley.bench.wire.Mark;
import io.grpc.Status;

/// One user who sends into one thread: in an open loop, one message whenever it is told to, or in a closed one,
/// always so many under way. Safe for many threads.
final class Sender implements Outlet.Listener {

    private final int index;
    private final String user;
    private final Outlet outlet;
    private final Terms terms;
    private final Flights flights = new Flights();
    private volatile boolean ready;
    private long next;
    private int underWay;
    private boolean saturating;

    /// What a sender goes by.
    ///
    /// @param parts  what must arrive for a message to be complete
    /// @param window how many may be under way while it saturates
    /// @param acked  the acknowledged messages of the thread
    /// @param hook   is told of each acknowledgement
    /// @param tally  counts and times
    record Terms(int parts, int window, Digest acked, TrafficPlan.AckHook hook, Tally tally) {}

    Sender(int index, Outlet outlet, Terms terms, String user) {
        this.index = index;
        this.user = user;
        this.outlet = outlet;
        this.terms = terms;
    }

    void open() {
        outlet.open(this);
    }

    boolean isOf(String other) {
        return user.equals(other);
    }

    boolean isReady() {
        return ready;
    }

    /// Keeps its window full from now on.
    synchronized void saturate() {
        saturating = true;
        fill();
    }

    /// Starts nothing of its own accord any more.
    synchronized void rest() {
        saturating = false;
    }

    /// Sends one message, which was meant to start at this time.
    synchronized void send(long intendedNanos) {
        long number = next++;
        if (!flights.begin(number, intendedNanos, terms.parts())) {
            terms.tally().failed("a message was still under way %d messages later".formatted(Flights.CAPACITY));
            return;
        }
        underWay++;
        outlet.send(Mark.of(index, number));
    }

    /// How many messages are under way.
    synchronized int underWay() {
        return underWay;
    }

    synchronized void close() {
        saturating = false;
        outlet.close();
    }

    @Override
    public void ready() {
        ready = true;
    }

    @Override
    public void answered(Ack ack) {
        if (ack.mark() == Mark.NONE || Mark.sender(ack.mark()) != index) {
            terms.tally().failed("an answer belongs to no send");
            return;
        }
        long number = Mark.number(ack.mark());
        if (ack.refusal() != null) {
            terms.tally().failed("a send failed", ack.refusal());
            flights.abandon(number);
            ended();
            return;
        }
        long now = System.nanoTime();
        terms.tally().answered(now - flights.started(number));
        terms.acked().add(ack.sequence(), ack.mark());
        terms.hook().acknowledged(index, ack.sequence(), now);
        arrived(number);
    }

    /// Another user has received a message of this sender.
    void received(long number) {
        terms.tally().received(System.nanoTime() - flights.started(number));
        arrived(number);
    }

    @Override
    public void broken(Status status) {
        terms.tally().failed("a stream of sends ended", status);
        synchronized (this) {
            saturating = false;
        }
    }

    private void arrived(long number) {
        if (flights.arrive(number)) {
            terms.tally().completed();
            ended();
        }
    }

    private synchronized void ended() {
        underWay--;
        if (saturating) {
            fill();
        }
    }

    private void fill() {
        while (underWay < terms.window() && !terms.tally().isHopeless()) {
            send(System.nanoTime());
        }
    }
}

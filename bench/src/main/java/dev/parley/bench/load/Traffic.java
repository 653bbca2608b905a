package dev.parley.bench.load;

import dev.parley.bench.wire.Mark;
import dev.parley.bench.wire.SendTemplate;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.check.Digest;
import dev.parley.clientkit.report.Tally;
import io.grpc.CallOptions;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Senders and feeds of a set of threads, and a final check that every feed carried exactly the acknowledged
/// messages.
public final class Traffic implements AutoCloseable {

    private static final Duration OPENING = Duration.ofSeconds(60);
    private static final Duration DRAINING = Duration.ofSeconds(30);
    private static final Duration RAMP = Duration.ofSeconds(4);

    /// A thread, with the messages that were acknowledged in it.
    record Lane(ThreadPlan plan, Digest acked, List<ThreadWatch> watches) {}

    private final Connections connections;
    private final TrafficPlan plan;
    private final Tally tally;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Sender> senders = new ArrayList<>();

    private Traffic(Connections connections, TrafficPlan plan, Tally tally) {
        this.connections = connections;
        this.plan = plan;
        this.tally = tally;
    }

    /// Opens every feed and every send stream, and returns when all feeds have caught up. The senders are
    /// numbered in the order of the threads, and within a thread in the order of its plan.
    public static Traffic open(Connections connections, TrafficPlan plan, Tally tally, List<ThreadPlan> threads) {
        var traffic = new Traffic(connections, plan, tally);
        try {
            threads.forEach(traffic::add);
            if (!Bounded.await(OPENING, traffic::isOpen)) {
                throw new IllegalStateException(traffic.stateOfOpening());
            }
        } catch (RuntimeException failure) {
            traffic.close();
            throw failure;
        }
        return traffic;
    }

    /// Makes every sender keep its window full. The senders start one after the other within a few seconds,
    /// because real users do not all start at the same instant either.
    public void saturate() throws InterruptedException {
        saturate(RAMP);
    }

    void saturate(Duration ramp) throws InterruptedException {
        for (Sender sender : senders) {
            sender.saturate();
            Thread.sleep(ramp.dividedBy(senders.size()));
        }
    }

    /// Sends one message of a sender, given by index, with this intended start.
    public void send(int sender, long intendedNanos) {
        senders.get(sender).send(intendedNanos);
    }

    /// Returns the number of senders.
    public int senders() {
        return senders.size();
    }

    /// Returns how often the server reported feeds as lagging.
    public long lagging() {
        return lanes.stream()
                .flatMap(lane -> lane.watches().stream())
                .mapToLong(ThreadWatch::lagging)
                .sum();
    }

    /// Stops the senders, waits until nothing is in flight, and checks that every feed is dense and carries
    /// exactly the acknowledged messages, each at its position. Returns the violations.
    public List<String> settle() {
        return settle(DRAINING);
    }

    /// Does the same, and waits at most this long for each of the two steps.
    List<String> settle(Duration most) {
        senders.forEach(Sender::rest);
        var found = new ArrayList<String>();
        if (!Bounded.await(most, () -> senders.stream().allMatch(sender -> sender.inFlight() == 0))) {
            long left = senders.stream().mapToLong(Sender::inFlight).sum();
            found.add(left + " messages were not acknowledged and received within " + most.toSeconds() + " s");
        }
        Bounded.await(most, this::isDelivered);
        for (Lane lane : lanes) {
            lane.watches().forEach(watch -> found.addAll(watch.violations(lane.acked())));
        }
        return found;
    }

    @Override
    public void close() {
        senders.forEach(Sender::close);
        lanes.forEach(lane -> lane.watches().forEach(ThreadWatch::close));
    }

    private void add(ThreadPlan thread) {
        var lane = new Lane(thread, new Digest(), new ArrayList<>());
        int key = lanes.size();
        lanes.add(lane);
        for (String user : thread.watchers()) {
            var watch = new ThreadWatch(user, tally, this::received);
            int spread = thread.isCompact() ? 0 : lane.watches().size();
            lane.watches().add(watch);
            watch.open(connections.feedChannel(key + spread), connections.as(user), thread.threadId());
        }
        for (String user : thread.senders()) {
            var sender = new Sender(senders.size(), user, lane, plan, tally);
            int spread = thread.isCompact() ? 0 : senders.size();
            senders.add(sender);
            sender.open(outlet(connections.channel(key + spread), connections.as(user), thread.threadId()));
        }
    }

    private Outlet outlet(Channel channel, CallOptions caller, String threadId) {
        return switch (plan.way()) {
            case STREAM ->
                new StreamOutlet(channel, caller, SendTemplate.streamed(threadId, plan.salt(), plan.textBytes()));
            case UNARY -> new UnaryOutlet(channel, caller, SendTemplate.unary(threadId, plan.salt(), plan.textBytes()));
        };
    }

    private void received(String user, long mark) {
        int index = Mark.sender(mark);
        if (index >= senders.size()) {
            tally.failed("a feed carried a message that nobody sent");
            return;
        }
        Sender sender = senders.get(index);
        if (!sender.isOf(user)) {
            sender.received(Mark.number(mark));
        }
    }

    private String stateOfOpening() {
        List<ThreadWatch> watches =
                lanes.stream().flatMap(lane -> lane.watches().stream()).toList();
        return "After %d s %d of %d feeds had caught up and %d of %d senders could send; errors: %s"
                .formatted(
                        OPENING.toSeconds(),
                        watches.stream().filter(ThreadWatch::isCaughtUp).count(),
                        watches.size(),
                        senders.stream().filter(Sender::isReady).count(),
                        senders.size(),
                        tally.errors());
    }

    private boolean isOpen() {
        return senders.stream().allMatch(Sender::isReady)
                && lanes.stream().flatMap(lane -> lane.watches().stream()).allMatch(ThreadWatch::isCaughtUp);
    }

    private boolean isDelivered() {
        return lanes.stream()
                .allMatch(lane -> lane.watches().stream()
                        .allMatch(
                                watch -> watch.digest().count() >= lane.acked().count()));
    }
}

package dev.parley.bench.scenario.send;

import dev.parley.bench.load.OpenLoop;
import dev.parley.bench.scenario.Plan;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// Sends to many threads in turn, at a fixed rate, each thread from its one sender. Remembers the newest
/// acknowledged sequence of each thread. A message that is acknowledged too late does not delay the others.
public final class SteadySends implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String TEXT = "x".repeat(Plan.TEXT_BYTES);

    /// Sends in flight of one stream; beyond that a send is left out, and counts as an error.
    private static final int MOST_IN_FLIGHT = 1000;

    /// A thread and the user who sends in it.
    public record Line(String threadId, String sender) {}

    private final List<Line> lines;
    private final String salt;
    private final Tally tally;
    private final List<Stream> streams = new ArrayList<>();
    private final AtomicLongArray heads;
    private final OpenLoop loop;
    private final Thread pacer;

    private SteadySends(Connections connections, List<Line> lines, String salt, double perSecond, Tally tally) {
        this.lines = lines;
        this.salt = salt;
        this.tally = tally;
        this.heads = new AtomicLongArray(lines.size());
        for (int i = 0; i < connections.count() * 2; i++) {
            streams.add(new Stream());
            MessageServiceGrpc.newStub(connections.channel(i))
                    .withCallCredentials(connections.asService().getCredentials())
                    .sendMessages(streams.getLast());
        }
        this.loop = new OpenLoop(perSecond);
        this.pacer = Thread.ofPlatform().name("sends").daemon().unstarted(() -> loop.run(LONGEST, this::send));
    }

    /// Starts to send. The tally counts acknowledged messages.
    public static SteadySends start(
            Connections connections, List<Line> lines, String salt, double perSecond, Tally tally) {
        var sends = new SteadySends(connections, lines, salt, perSecond, tally);
        sends.pacer.start();
        return sends;
    }

    /// Waits until each thread has a message.
    public void awaitFirst() {
        Bounded.require(PATIENCE, "Not every thread got its first message", () -> {
            for (int line = 0; line < lines.size(); line++) {
                if (heads.get(line) == 0) {
                    return false;
                }
            }
            return true;
        });
    }

    /// Returns the newest acknowledged sequence of a thread, by the index of its line.
    public long head(int line) {
        return heads.get(line);
    }

    private void send(long number, long intended) {
        int line = (int) (number % lines.size());
        Stream stream = streams.get(line % streams.size());
        stream.send(line, number, intended);
    }

    @Override
    public void close() {
        loop.stop();
        try {
            pacer.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        Bounded.await(PATIENCE, () -> streams.stream().allMatch(stream -> stream.inFlight.get() == 0));
        streams.forEach(Stream::end);
    }

    /// One call of `SendMessages`, which acts for all senders. The pacer is its only writer.
    private final class Stream implements ClientResponseObserver<SendMessagesRequest, SendMessagesResponse> {

        private final AtomicLong inFlight = new AtomicLong();
        private @Nullable ClientCallStreamObserver<SendMessagesRequest> requests;

        @Override
        public void beforeStart(ClientCallStreamObserver<SendMessagesRequest> stream) {
            requests = stream;
        }

        void send(int line, long number, long intended) {
            ClientCallStreamObserver<SendMessagesRequest> to = requests;
            if (to == null || inFlight.get() >= MOST_IN_FLIGHT) {
                tally.failed("a send was left out: too many are in flight");
                return;
            }
            inFlight.incrementAndGet();
            Line one = lines.get(line);
            to.onNext(SendMessagesRequest.newBuilder()
                    .setActingUserId(one.sender())
                    .setSend(User.draft(one.threadId(), salt + "-" + line + "-" + number + "-" + intended, TEXT))
                    .build());
        }

        @Override
        public void onNext(SendMessagesResponse response) {
            long now = System.nanoTime();
            inFlight.decrementAndGet();
            if (!response.hasSent()) {
                tally.failed("a send failed: " + response.getError().getMessage());
                return;
            }
            String[] parts = response.getRequestId().split("-");
            int line = Integer.parseInt(parts[parts.length - 3]);
            heads.accumulateAndGet(line, response.getSent().getMessage().getSequence(), Math::max);
            tally.answered(now - Long.parseLong(parts[parts.length - 1]));
            tally.completed();
        }

        @Override
        public void onError(Throwable failure) {
            tally.failed("a stream of sends ended", Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {}

        void end() {
            ClientCallStreamObserver<SendMessagesRequest> to = requests;
            if (to != null) {
                to.onCompleted();
            }
        }
    }
}

package dev.parley.message.grpc;

import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.message.send.MessageSender;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.feed.Pump;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One stream of sends. What has arrived while the last batch was screened is the next batch; results are written as
/// the writes commit. All of it by one thread at a time, so that sends to a thread keep their order. What arrives is
/// only queued: the transport's own thread may bring it.
///
/// A stream that ends before its caller has ended it, because of the server or an expired token, takes no more sends
/// and answers those that it took.
final class SendStream implements StreamObserver<SendMessagesRequest> {

    private static final int BATCH = 128;
    private static final int LONGEST_ECHO = 256;
    private static final String METHOD = "parley.message.v1.MessageService/SendMessages";

    /// What every stream works with.
    record Means(MessageSender sender, RequestRules rules, Problems problems, Clock clock, Executor executor) {}

    /// A send that has come.
    ///
    /// @param weight  what it counts in the window
    /// @param refused why nothing of it is kept but its ids
    private record Arrival(
            SendMessageRequest send, int weight, @Nullable RuntimeException refused) {}

    /// A send that has ended: in its thread, or with a failure.
    private record Result(
            Arrival arrival, @Nullable Sent sent, @Nullable Throwable failure) {}

    private final Means means;
    private final UserId user;
    private final Instant expireTime;
    private final ServerCallStreamObserver<SendMessagesResponse> response;
    private final SendWindow window;
    private final Pump pump;
    private final Queue<Arrival> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Problem> ending = new AtomicReference<>();
    private Runnable onceOver = () -> {};
    private volatile boolean halfClosed;
    private volatile boolean gone;
    private int inFlight;
    private boolean over;

    SendStream(Means means, UserId user, Instant expireTime, ServerCallStreamObserver<SendMessagesResponse> response) {
        this.means = means;
        this.user = user;
        this.expireTime = expireTime;
        this.response = response;
        this.window = new SendWindow(response::request);
        this.pump = new Pump(means.executor(), this::run);
    }

    SendStream begin(Runnable action) {
        onceOver = action;
        response.disableAutoRequest();
        response.setOnReadyHandler(pump::wake);
        response.setOnCancelHandler(this::leave);
        response.setOnCloseHandler(this::leave);
        window.refill();
        return this;
    }

    /// Ends the stream because the server does: what is in flight gets its results, what comes later is refused.
    void end() {
        end(new ShuttingDown());
    }

    /// Ends the stream when the caller's credentials have expired.
    void tick() {
        if (ending.get() == null && isExpired()) {
            end(new CredentialsInvalid("The token has expired."));
        }
    }

    private boolean isExpired() {
        return !means.clock().instant().isBefore(expireTime);
    }

    @Override
    public void onNext(SendMessagesRequest request) {
        SendMessageRequest send = request.getSend();
        window.arrived(send);
        arrived.add(arrival(send));
        pump.wake();
    }

    /// What breaks the rules by its size alone is not kept until its turn.
    private Arrival arrival(SendMessageRequest send) {
        int weight = SendWindow.weightOf(send);
        if (!SendWindow.isOversized(send)) {
            return new Arrival(send, weight, null);
        }
        try {
            means.rules().check(send);
            return new Arrival(send, weight, null);
        } catch (ProblemException refused) {
            var ids = SendMessageRequest.newBuilder()
                    .setThreadId(cut(send.getThreadId()))
                    .setRequestId(cut(send.getRequestId()));
            return new Arrival(ids.build(), weight, refused);
        }
    }

    private static String cut(String id) {
        return id.substring(0, Math.min(id.length(), LONGEST_ECHO));
    }

    @Override
    public void onError(Throwable cancelled) {
        leave();
    }

    @Override
    public void onCompleted() {
        halfClosed = true;
        pump.wake();
    }

    private void end(Problem problem) {
        ending.compareAndSet(null, problem);
        pump.wake();
    }

    private void leave() {
        gone = true;
        pump.wake();
    }

    private void run() {
        if (over) {
            return;
        }
        boolean noMore = halfClosed;
        tick();
        Problem why = ending.get();
        boolean took = why == null && takeBatch();
        writeResults();
        if (gone) {
            finish();
        } else if (took) {
            pump.wake();
        } else if (inFlight == 0 && why != null) {
            finish();
            response.onError(means.problems().statusOf(why.exception(), METHOD).toException());
        } else if (inFlight == 0 && noMore) {
            finish();
            response.onCompleted();
        }
    }

    private void finish() {
        over = true;
        arrived.clear();
        onceOver.run();
    }

    /// Sends what has arrived, up to a batch. Returns whether there was anything.
    private boolean takeBatch() {
        var sends = new ArrayList<Arrival>();
        var drafts = new ArrayList<Draft>();
        int taken = 0;
        Arrival next;
        while (taken < BATCH && (next = arrived.poll()) != null) {
            taken++;
            try {
                check(next);
                drafts.add(MessageMapper.toDraft(next.send(), user));
                sends.add(next);
            } catch (RuntimeException refused) {
                results.add(new Result(next, null, refused));
            }
        }
        inFlight += taken;
        if (!drafts.isEmpty()) {
            send(sends, drafts);
        }
        return taken > 0;
    }

    private void check(Arrival arrival) {
        if (arrival.refused() != null) {
            throw arrival.refused();
        }
        means.rules().check(arrival.send());
    }

    private void send(List<Arrival> sends, List<Draft> drafts) {
        try {
            var outcomes = means.sender().sendAll(drafts);
            for (int i = 0; i < sends.size(); i++) {
                Arrival send = sends.get(i);
                outcomes.get(i).whenComplete((sent, failure) -> answer(new Result(send, sent, failure)));
            }
        } catch (RuntimeException failure) {
            sends.forEach(send -> answer(new Result(send, null, failure)));
        }
    }

    private void answer(Result result) {
        results.add(result);
        pump.wakeHere(this::writeHere);
    }

    /// Returns whether there is nothing else to do.
    private boolean writeHere() {
        if (over || gone || halfClosed || ending.get() != null) {
            return false;
        }
        writeResults();
        return results.isEmpty() && arrived.isEmpty();
    }

    private void writeResults() {
        Result next;
        while (!gone && response.isReady() && (next = results.poll()) != null) {
            response.onNext(toProto(next));
            window.answered(next.arrival().weight());
            inFlight--;
        }
        window.refill();
    }

    private SendMessagesResponse toProto(Result result) {
        var proto = SendMessagesResponse.newBuilder()
                .setThreadId(result.arrival().send().getThreadId())
                .setRequestId(result.arrival().send().getRequestId());
        if (result.sent() != null) {
            return proto.setSent(MessageMapper.toProto(result.sent())).build();
        }
        Throwable failure = Objects.requireNonNull(result.failure());
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return proto.setError(means.problems().statusOf(cause, METHOD).toProto())
                .build();
    }
}

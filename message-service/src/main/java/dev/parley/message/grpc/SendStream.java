package dev.parley.message.grpc;

import dev.parley.message.domain.Draft;
import dev.parley.message.domain.MessageSender;
import dev.parley.message.domain.MessageSender.Sent;
import dev.parley.message.domain.UserId;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.feed.Pump;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
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
import org.jspecify.annotations.Nullable;

/// One stream of sends. What has arrived while the last batch was screened is the next batch; results are written
/// as the writes commit. All of it by one thread at a time, so that sends to a thread keep their order.
final class SendStream implements StreamObserver<SendMessagesRequest> {

    /// How many sends of a stream may be in flight, as the contract says.
    static final int WINDOW = 1024;

    private static final int BATCH = 128;
    private static final String METHOD = "parley.message.v1.MessageService/SendMessages";

    /// What every stream works with.
    record Means(MessageSender sender, RequestRules rules, Problems problems, Clock clock, Executor executor) {}

    /// A send that has ended: in its thread, or with a failure.
    private record Done(
            SendMessageRequest request,
            @Nullable Sent sent,
            @Nullable Throwable failure) {}

    private final Means means;
    private final UserId user;
    private final Instant expireTime;
    private final ServerCallStreamObserver<SendMessagesResponse> response;
    private final Pump pump;
    private final Queue<SendMessageRequest> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();
    private Runnable whenOver = () -> {};
    private volatile boolean halfClosed;
    private volatile boolean ending;
    private long inFlight;
    private int unasked;
    private boolean over;

    SendStream(Means means, UserId user, Instant expireTime, ServerCallStreamObserver<SendMessagesResponse> response) {
        this.means = means;
        this.user = user;
        this.expireTime = expireTime;
        this.response = response;
        this.pump = new Pump(means.executor(), this::run);
    }

    SendStream begin(Runnable onceOver) {
        whenOver = onceOver;
        response.disableAutoRequest();
        response.setOnReadyHandler(pump::wake);
        response.setOnCancelHandler(pump::wake);
        response.request(WINDOW);
        return this;
    }

    /// Ends the stream because the server does: what is in flight gets its results, what comes later is refused.
    void end() {
        ending = true;
        pump.wake();
    }

    @Override
    public void onNext(SendMessagesRequest request) {
        arrived.add(request.getSend());
        pump.wake();
    }

    @Override
    public void onError(Throwable cancelled) {
        pump.wake();
    }

    @Override
    public void onCompleted() {
        halfClosed = true;
        pump.wake();
    }

    private void run() {
        if (over) {
            return;
        }
        try {
            boolean last = halfClosed;
            boolean leaving = ending;
            boolean took = !leaving && takeBatch();
            writeResults();
            if (response.isCancelled()) {
                over();
            } else if (took) {
                pump.wake();
            } else if (inFlight == 0 && leaving) {
                throw new ShuttingDown().exception();
            } else if (inFlight == 0 && last) {
                over();
                response.onCompleted();
            }
        } catch (RuntimeException thrown) {
            over();
            response.onError(means.problems().statusOf(thrown, METHOD).toException());
        }
    }

    private void over() {
        over = true;
        whenOver.run();
    }

    /// Sends what has arrived, up to a batch. Returns whether there was anything.
    private boolean takeBatch() {
        if (arrived.isEmpty()) {
            return false;
        }
        if (!means.clock().instant().isBefore(expireTime)) {
            throw new CredentialsInvalid("The token has expired.").exception();
        }
        var requests = new ArrayList<SendMessageRequest>(BATCH);
        var drafts = new ArrayList<Draft>(BATCH);
        SendMessageRequest request;
        for (int i = 0; i < BATCH && (request = arrived.poll()) != null; i++) {
            inFlight++;
            try {
                means.rules().check(request);
                drafts.add(MessageMapper.toDraft(request, user));
                requests.add(request);
            } catch (ProblemException refused) {
                done.add(new Done(request, null, refused));
            }
        }
        send(requests, drafts);
        return true;
    }

    private void send(List<SendMessageRequest> requests, List<Draft> drafts) {
        var sends = means.sender().sendAll(drafts);
        for (int i = 0; i < sends.size(); i++) {
            SendMessageRequest request = requests.get(i);
            sends.get(i).whenComplete((sent, failure) -> {
                done.add(new Done(request, sent, failure));
                pump.wake();
            });
        }
    }

    private void writeResults() {
        Done next;
        while (response.isReady() && (next = done.poll()) != null) {
            response.onNext(result(next));
            inFlight--;
            unasked++;
        }
        if (unasked >= WINDOW / 8 || (unasked > 0 && inFlight == 0)) {
            response.request(unasked);
            unasked = 0;
        }
    }

    private SendMessagesResponse result(Done done) {
        var result = SendMessagesResponse.newBuilder()
                .setThreadId(done.request().getThreadId())
                .setRequestId(done.request().getRequestId());
        if (done.sent() != null) {
            return result.setSent(MessageMapper.toProto(done.sent())).build();
        }
        Throwable failure = done.failure();
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : Objects.requireNonNull(failure);
        return result.setError(means.problems().statusOf(cause, METHOD).toProto())
                .build();
    }
}

package dev.parley.message.grpc.send;

import dev.parley.message.log.Draft;
import dev.parley.message.send.MessageSender;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.Pump;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.Problem;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One send stream. The sends that arrive while a batch is screened form the next batch. Results are written
/// as the writes commit. Only one thread at a time works on a stream, so sends to a thread keep their order.
/// The transport thread only queues what arrives.
///
/// An exception or an error in a step ends only this stream.
final class SendStream implements StreamObserver<SendMessagesRequest> {

    private static final int BATCH = 128;

    /// The phase of a stream. It only moves down this list.
    private sealed interface Phase {

        /// Sends arrive and are accepted.
        record Open() implements Phase {}

        /// The caller sends no more. Sends that have arrived are still handled; then the stream ends with OK.
        record HalfClosed() implements Phase {}

        /// The server ends the stream, or the token has expired. No more sends are accepted; those that were
        /// accepted get their results.
        record Ending(Problem why) implements Phase {}

        /// The caller has disconnected. Accepted sends are still sent.
        record Gone() implements Phase {}

        /// The stream has ended.
        record Over() implements Phase {}
    }

    /// The result of a send: sent, or a failure.
    private record Result(
            ArrivedSend arrival,
            @Nullable Sent sent,
            @Nullable Throwable failure) {}

    private final SendStreams streams;
    private final Caller caller;
    private final ServerCallStreamObserver<SendMessagesResponse> response;
    private final SendWindow window;
    private final Pump pump;
    private final Queue<ArrivedSend> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase.Open());
    private int inFlight;

    SendStream(SendStreams streams, Caller caller, ServerCallStreamObserver<SendMessagesResponse> response) {
        this.streams = streams;
        this.caller = caller;
        this.response = response;
        this.window = new SendWindow(response::request);
        this.pump = new Pump(streams.executor(), this::run);
    }

    SendStream begin() {
        response.disableAutoRequest();
        response.setOnReadyHandler(pump::wake);
        response.setOnCancelHandler(this::leave);
        response.setOnCloseHandler(this::leave);
        window.refill();
        return this;
    }

    /// Ends the stream because the server shuts down.
    void end() {
        end(new ShuttingDown());
    }

    /// Ends the stream if the caller's credentials have expired.
    void tick() {
        if (isTaking() && streams.isExpired(caller)) {
            end(new CredentialsInvalid("The token has expired."));
        }
    }

    private boolean isTaking() {
        Phase now = phase.get();
        return now instanceof Phase.Open || now instanceof Phase.HalfClosed;
    }

    @Override
    public void onNext(SendMessagesRequest request) {
        ArrivedSend send = ArrivedSend.of(request);
        window.arrived(send.weight());
        arrived.add(send);
        pump.wake();
    }

    @Override
    public void onError(Throwable cancelled) {
        leave();
    }

    @Override
    public void onCompleted() {
        phase.updateAndGet(now -> now instanceof Phase.Open ? new Phase.HalfClosed() : now);
        pump.wake();
    }

    private void end(Problem why) {
        phase.updateAndGet(
                now -> now instanceof Phase.Open || now instanceof Phase.HalfClosed ? new Phase.Ending(why) : now);
        pump.wake();
    }

    private void leave() {
        phase.updateAndGet(now -> now instanceof Phase.Over ? now : new Phase.Gone());
        pump.wake();
    }

    private void run() {
        try {
            step();
        } catch (Throwable fault) {
            if (!(phase.get() instanceof Phase.Over)) {
                finish();
                if (!response.isCancelled()) {
                    response.onError(streams.statusOf(fault).toException());
                }
            }
        }
    }

    private void step() {
        tick();
        switch (phase.get()) {
            case Phase.Open() -> {
                boolean took = takeBatch();
                writeResults();
                if (took) {
                    pump.wake();
                }
            }
            case Phase.HalfClosed() -> {
                boolean took = takeBatch();
                writeResults();
                if (took) {
                    pump.wake();
                } else if (inFlight == 0) {
                    finish();
                    response.onCompleted();
                }
            }
            case Phase.Ending(Problem why) -> {
                writeResults();
                if (inFlight == 0) {
                    finish();
                    response.onError(streams.statusOf(why.exception()).toException());
                }
            }
            case Phase.Gone() -> finish();
            case Phase.Over() -> results.clear();
        }
    }

    private void finish() {
        phase.set(new Phase.Over());
        arrived.clear();
        results.clear();
        streams.forget(this);
    }

    /// Sends what has arrived, up to a batch. Returns whether there was anything.
    private boolean takeBatch() {
        var sends = new ArrayList<ArrivedSend>();
        var drafts = new ArrayList<Draft>();
        int taken = 0;
        ArrivedSend next;
        while (taken < BATCH && (next = arrived.poll()) != null) {
            taken++;
            try {
                drafts.add(next.toDraft(caller, streams.rules()));
                sends.add(next);
            } catch (Throwable refused) {
                results.add(new Result(next, null, refused));
            }
        }
        inFlight += taken;
        if (!drafts.isEmpty()) {
            new Batch(sends).send(drafts);
        }
        return taken > 0;
    }

    /// The sends of one batch, each with exactly one result.
    private final class Batch implements MessageSender.Results {

        private final List<ArrivedSend> sends;
        private final AtomicIntegerArray answered;

        Batch(List<ArrivedSend> sends) {
            this.sends = sends;
            this.answered = new AtomicIntegerArray(sends.size());
        }

        void send(List<Draft> drafts) {
            try {
                streams.sender().sendAll(drafts, this);
            } catch (Throwable failure) {
                for (int place = 0; place < sends.size(); place++) {
                    failed(place, failure);
                }
            }
        }

        @Override
        public void sent(int place, Sent sent) {
            answer(place, sent, null);
        }

        @Override
        public void failed(int place, Throwable failure) {
            answer(place, null, failure);
        }

        private void answer(int place, @Nullable Sent sent, @Nullable Throwable failure) {
            if (answered.compareAndSet(place, 0, 1)) {
                results.add(new Result(sends.get(place), sent, failure));
                pump.wakeHere(SendStream.this::writeHere);
            }
        }
    }

    /// Returns whether there is nothing else to do.
    private boolean writeHere() {
        if (!(phase.get() instanceof Phase.Open)) {
            return false;
        }
        writeResults();
        return results.isEmpty() && arrived.isEmpty();
    }

    private void writeResults() {
        Result next;
        while (response.isReady() && (next = results.poll()) != null) {
            response.onNext(toProto(next));
            window.answered(next.arrival().weight());
            inFlight--;
        }
        window.refill();
    }

    private SendMessagesResponse toProto(Result result) {
        SendMessagesRequest request = result.arrival().request();
        var proto = SendMessagesResponse.newBuilder()
                .setThreadId(request.getSend().getThreadId())
                .setRequestId(request.getSend().getRequestId())
                .setActingUserId(request.getActingUserId());
        return result.sent() != null
                ? proto.setSent(SendMapper.toProto(result.sent())).build()
                : proto.setError(streams.resultOf(Objects.requireNonNull(result.failure())))
                        .build();
    }
}

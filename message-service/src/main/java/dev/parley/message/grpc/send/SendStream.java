package dev.parley.message.grpc.send;

import dev.parley.message.log.Draft;
import dev.parley.message.send.MessageSender;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.Pump;
import dev.parley.platform.limit.ElementWindow;
import dev.parley.platform.limit.HeldElements;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.Problem;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One send stream. The sends that arrive while a batch is screened form the next batch. Results are written
/// as the writes commit. Only one thread at a time works on a stream, so sends to a thread keep their order.
/// The transport thread only queues what arrives. Of a send that waits for its result to be taken, only the ids
/// are kept, and of one that was sent, the message. All of it counts for the caller until the result is taken or
/// dropped, also after the stream has ended.
///
/// An exception or an error in a step ends only this stream.
final class SendStream implements StreamObserver<ArrivedSend> {

    private static final int BATCH = 128;
    private static final int LARGE = 16 * 1024;
    private static final Runnable FREE = () -> {};

    /// The phase of a stream. It only moves down this list.
    private sealed interface Phase {

        /// Sends arrive and are accepted.
        record Open() implements Phase {}

        /// The caller sends no more. Sends that have arrived are still handled; then the stream ends with OK.
        record HalfClosed() implements Phase {}

        /// The server ends the stream, the token has expired, or bytes arrived that are not a send. No more sends are
        /// accepted; those that were
        /// accepted get their results.
        record Ending(Problem why) implements Phase {}

        /// The caller has disconnected. Accepted sends are still sent.
        record Gone() implements Phase {}

        /// The stream has ended.
        record Over() implements Phase {}
    }

    /// The result of a send: sent, or a failure.
    private record Result(
            Accepted send, @Nullable Sent sent, @Nullable Throwable failure) {}

    /// A send that the stream has taken, without its text.
    ///
    /// @param leave gives back what it counts for its acting user
    private record Accepted(SendIds ids, int weight, Runnable leave) {

        /// The same send once it has failed: only the ids are left.
        Accepted failed() {
            return new Accepted(ids, ArrivedSend.IDS_WEIGHT, leave);
        }
    }

    private final SendStreams streams;
    private final Caller caller;
    private final ServerCallStreamObserver<SendMessagesResponse> response;
    private final ElementWindow window;
    private final ActingUsers users;
    private final Pump pump;
    private final Queue<ArrivedSend> arrived = new ConcurrentLinkedQueue<>();
    private final Queue<Result> results = new ConcurrentLinkedQueue<>();
    private final AtomicReference<Phase> phase = new AtomicReference<>(new Phase.Open());
    private int inFlight;

    SendStream(SendStreams streams, Caller caller, ServerCallStreamObserver<SendMessagesResponse> response) {
        this.streams = streams;
        this.caller = caller;
        this.response = response;
        HeldElements held = HeldElements.ofCurrentCall();
        this.window = SendWindow.of(held, response::request);
        this.users = new ActingUsers(held);
        this.pump = new Pump(streams.executor(), this::run);
    }

    SendStream begin() {
        response.disableAutoRequest();
        response.setOnReadyHandler(pump::wake);
        response.setOnCancelHandler(this::leave);
        response.setOnCloseHandler(this::leave);
        refill();
        return this;
    }

    /// Ends the stream because the server shuts down.
    void end() {
        end(new ShuttingDown());
    }

    /// Ends the stream if the caller's credentials have expired. Otherwise continues to read if others have given
    /// back what they held.
    void tick() {
        expire();
        refill();
    }

    private void expire() {
        if (isTaking() && streams.isExpired(caller)) {
            end(new CredentialsInvalid("The token has expired."));
        }
    }

    private void refill() {
        if (phase.get() instanceof Phase.Open) {
            window.refill();
        }
    }

    private boolean isTaking() {
        Phase now = phase.get();
        return now instanceof Phase.Open || now instanceof Phase.HalfClosed;
    }

    @Override
    public void onNext(ArrivedSend send) {
        window.arrived(send.weight());
        arrived.add(send);
        refill();
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
        expire();
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
                } else if (inFlight == 0 && phase.get() instanceof Phase.HalfClosed) {
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
            case Phase.Over() -> drop();
        }
    }

    private void finish() {
        phase.set(new Phase.Over());
        drop();
        streams.forget(this);
    }

    private void drop() {
        ArrivedSend unsent;
        while ((unsent = arrived.poll()) != null) {
            window.answered(unsent.weight());
        }
        Result untaken;
        while ((untaken = results.poll()) != null) {
            window.answered(untaken.send().weight());
        }
    }

    /// Sends what has arrived, up to a batch. Returns whether there was anything.
    private boolean takeBatch() {
        var sends = new ArrayList<Accepted>();
        var drafts = new ArrayList<Draft>();
        int taken = 0;
        ArrivedSend next;
        while (taken < BATCH && (next = arrived.poll()) != null) {
            Problem refused = next.refused();
            if (refused != null) {
                finished(new Accepted(next.ids(), next.weight(), FREE), null, refused.exception());
            } else {
                Optional<SendMessagesRequest> request = next.toRequest();
                if (request.isEmpty()) {
                    window.answered(next.weight());
                    end(RequestInvalid.malformed());
                    break;
                }
                take(request.get(), next.weight(), sends, drafts);
            }
            taken++;
        }
        inFlight += taken;
        if (!drafts.isEmpty()) {
            new Batch(sends).send(drafts);
        }
        return taken > 0;
    }

    private void take(SendMessagesRequest request, int weight, List<Accepted> sends, List<Draft> drafts) {
        SendIds ids = SendIds.of(request);
        try {
            Draft draft = ArrivedSend.toDraft(request, caller, streams.rules());
            Runnable leave = caller.user().isPresent() ? FREE : users.enter(draft.sender(), weight);
            drafts.add(draft);
            sends.add(new Accepted(ids, weight, leave));
        } catch (RuntimeException refused) {
            finished(new Accepted(ids, weight, FREE), null, refused);
        }
    }

    private void finished(Accepted send, @Nullable Sent sent, @Nullable Throwable failure) {
        send.leave().run();
        if (failure == null) {
            results.add(new Result(send, sent, null));
        } else {
            window.lightened(send.weight() - ArrivedSend.IDS_WEIGHT);
            results.add(new Result(send.failed(), null, failure));
        }
    }

    /// The sends of one batch, each with exactly one result.
    private final class Batch implements MessageSender.Results {

        private final List<Accepted> sends;
        private final AtomicIntegerArray answered;

        Batch(List<Accepted> sends) {
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
                finished(sends.get(place), sent, failure);
                pump.wakeHere(SendStream.this::writeHere);
            }
        }
    }

    /// Returns whether there is nothing else to do. A large result is left to the stream's own thread: the calling one
    /// writes the log for all.
    private boolean writeHere() {
        Result next = results.peek();
        if (!(phase.get() instanceof Phase.Open) || next != null && next.send().weight() > LARGE) {
            return false;
        }
        writeResults();
        return results.isEmpty() && arrived.isEmpty();
    }

    /// A result that cannot be written stays, so that the stream's own thread gets the same failure and ends the
    /// stream.
    private void writeResults() {
        Result next;
        while (response.isReady() && (next = results.peek()) != null) {
            response.onNext(toProto(next));
            results.remove();
            window.answered(next.send().weight());
            inFlight--;
        }
        refill();
    }

    private SendMessagesResponse toProto(Result result) {
        SendIds ids = result.send().ids();
        var proto = SendMessagesResponse.newBuilder()
                .setThreadId(ids.thread())
                .setRequestId(ids.request())
                .setActingUserId(ids.actingUser());
        return result.sent() != null
                ? proto.setSent(SendMapper.toProto(result.sent())).build()
                : proto.setError(streams.resultOf(Objects.requireNonNull(result.failure())))
                        .build();
    }
}

package dev.parley.platform.feed.follow;

import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_CREDENTIALS_EXPIRED;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_MAX_AGE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_STORE_UNAVAILABLE;
import static dev.parley.feed.v1.CloseReason.CLOSE_REASON_UNSPECIFIED;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.Renewed;
import dev.parley.feed.v1.SubscriptionHead;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.FeedEnd;
import dev.parley.platform.feed.FeedProgress;
import dev.parley.platform.feed.FeedSource;
import dev.parley.platform.feed.Pump;
import dev.parley.platform.feed.follow.FollowProtocol.Command;
import dev.parley.platform.limit.ElementWindow;
import dev.parley.platform.limit.HeldElements;
import dev.parley.platform.problem.PlatformProblem.CredentialsInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.platform.wire.UnknownFields;
import dev.parley.platform.wire.WireTime;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A stream of many feeds. Only one thread at a time works on it, and never waits: it writes what memory holds. What
/// needs a store is read by a few other threads, which hand over a page each. Feeds that have something to write
/// take turns of one page.
///
/// @param <Q> the request message
/// @param <S> what a client says about a feed that it adds
/// @param <E> an element of one feed
/// @param <R> the response message
final class FollowStream<Q extends Message, S extends Message, E extends MessageLite, R>
        implements StreamObserver<CommandBytes> {

    /// The maximum number of commands between their arrival and their first effect.
    private static final int WINDOW = 256;

    /// The maximum memory of these commands, in bytes. One more may exceed it.
    private static final long WINDOW_BYTES = 8_000_000;

    /// How many turns are taken before commands and the time are looked at.
    private static final int TURNS = 256;

    /// How many turns the thread that wakes the stream takes itself.
    private static final int TURNS_HERE = 4;

    /// The shape of the id of a subscription, as the rules of the protos say.
    private static final Pattern SUBSCRIPTION_ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

    private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

    private final Follows follows;
    private final FollowProtocol<Q, S, E, R> protocol;
    private final ServerCallStreamObserver<R> observer;
    private final FollowTurns<E> turns;
    private final Pump pump;
    private final Instant endOfAge;
    private final Queue<CommandBytes> commands = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable FeedEnd> ending = new AtomicReference<>();
    private final ElementWindow window;
    private final StreamToken token;
    private volatile long lookedAt = System.nanoTime();
    private volatile long beatAt = System.nanoTime();
    private boolean over;

    FollowStream(
            Follows follows, FollowProtocol<Q, S, E, R> protocol, ServerCallStreamObserver<R> observer, Caller caller) {
        this.follows = follows;
        this.protocol = protocol;
        this.observer = observer;
        this.window = new ElementWindow(HeldElements.ofCurrentCall(), WINDOW, WINDOW_BYTES, observer::request);
        this.token = new StreamToken(follows, this, caller);
        this.turns = new FollowTurns<>(follows, this, protocol.envelope());
        this.pump = new Pump(follows.runtime().executor(), this::run);
        this.endOfAge =
                follows.runtime().clock().instant().plus(follows.runtime().drawAge());
    }

    FollowStream<Q, S, E, R> begin() {
        observer.disableAutoRequest();
        observer.setOnReadyHandler(pump::wake);
        observer.setOnCancelHandler(this::cancel);
        observer.setOnCloseHandler(this::cancel);
        window.refill();
        return this;
    }

    boolean isReady() {
        return observer.isReady();
    }

    /// Writes an element of a subscription.
    void write(String subscription, E element) {
        observer.onNext(protocol.responses().feed().apply(subscription, element));
    }

    Caller caller() {
        return token.caller();
    }

    /// Returns whose turn it is when a subscription reads: all of a user take the turns of one, and those of a service
    /// without a user the turns of their stream.
    Object reader() {
        return caller().user().<Object>map(user -> user).orElse(this);
    }

    FeedProgress<E> progress(FeedSource<E> source) {
        return follows.runtime().progress(source, follows.page());
    }

    /// Runs on the transport thread.
    @Override
    public void onNext(CommandBytes command) {
        window.arrived(command.weight());
        commands.add(command);
        window.refill();
        pump.wake();
    }

    @Override
    public void onError(Throwable cancelled) {
        cancel();
    }

    /// The client sends no more commands, and reads on.
    @Override
    public void onCompleted() {}

    private void cancel() {
        end(FeedEnd.CANCELLED);
    }

    /// Ends the stream soon. Without a problem the status is OK.
    void close(CloseReason reason, @Nullable Problem problem) {
        end(new FeedEnd(reason, problem == null ? null : statusOf(problem.exception())));
    }

    /// Ends the stream with only a status.
    private void endBare(ProblemStatus status) {
        end(new FeedEnd(CLOSE_REASON_UNSPECIFIED, status));
    }

    private void end(FeedEnd why) {
        if (ending.compareAndSet(null, why)) {
            pump.wake();
        }
    }

    ProblemStatus statusOf(Throwable thrown) {
        return follows.runtime().problems().statusOf(thrown, "follow");
    }

    /// Checks the time, several times a second, and reads on if others have given back what they held. Fast.
    void tick(Instant now, long nanos) {
        window.refill();
        if (ending.get() != null) {
            pump.wake();
        } else if (!now.isBefore(caller().expireTime())) {
            close(CLOSE_REASON_CREDENTIALS_EXPIRED, new CredentialsInvalid("The token has expired."));
        } else if (!now.isBefore(endOfAge)) {
            close(CLOSE_REASON_MAX_AGE, null);
        } else if (nanos - lookedAt >= LOOK_NANOS || beatIsDue(nanos)) {
            pump.wake();
        }
    }

    private boolean beatIsDue(long nanos) {
        return nanos - beatAt >= follows.runtime().config().heartbeat().toNanos();
    }

    /// A subscription has something to write.
    void woken(Subscription<E> subscription) {
        turns.woken(subscription);
        pump.wakeHere(this::writeHere);
    }

    private boolean writeHere() {
        if (over || ending.get() != null || !answers.isEmpty() || !commands.isEmpty()) {
            return false;
        }
        boolean all = turns.take(TURNS_HERE);
        turns.startReads();
        return all;
    }

    private void run() {
        try {
            takeAnswers();
            if (!over && ending.get() == null) {
                step();
            }
        } catch (Throwable fault) {
            ending.compareAndSet(null, FeedEnd.of(statusOf(fault)));
        }
        FeedEnd why = ending.get();
        if (!over && why != null) {
            finish(why);
        }
    }

    private void takeAnswers() {
        Runnable answer;
        while ((answer = answers.poll()) != null) {
            answer.run();
        }
    }

    private void step() {
        takeCommands();
        boolean all = turns.take(TURNS);
        turns.startReads();
        long nanos = System.nanoTime();
        if (nanos - lookedAt >= LOOK_NANOS) {
            look(nanos);
        }
        if (beatIsDue(nanos) && observer.isReady()) {
            beat(nanos);
        }
        if (!all && observer.isReady()) {
            pump.wake();
        }
    }

    private void takeCommands() {
        CommandBytes next;
        while (ending.get() == null && observer.isReady() && (next = commands.poll()) != null) {
            try {
                take(next.parse(protocol.method()), next.weight());
            } catch (ProblemException refused) {
                endBare(statusOf(refused));
            }
        }
    }

    /// Takes a command. Throws the problem that ends the stream.
    private void take(Q request, int weight) {
        switch (protocol.toCommand(request)) {
            case Command.Subscribe<S>(String id, S feed) -> subscribe(id, request, feed, weight);
            case Command.End<S>(Unsubscribe command) -> {
                check(request, command);
                turns.remove(command.getSubscriptionId());
                handled(weight);
            }
            case Command.Fresh<S>(Renew command) -> {
                check(request, command);
                token.renew(command.getToken());
                handled(weight);
            }
            case Command.Unknown<S>() -> {
                UnknownFields.refuse(request);
                throw RequestInvalid.of("command", "required", "must be a command")
                        .exception();
            }
        }
    }

    private void check(Q request, Message command) {
        UnknownFields.refuse(request);
        follows.rules().check(command);
    }

    /// Gives back what a command held that has had its effect.
    void handled(int weight) {
        window.answered(weight);
        window.refill();
    }

    /// Whatever else is wrong with a subscription than its id closes only that one.
    private void subscribe(String id, Q request, S feed, int weight) {
        if (!SUBSCRIPTION_ID.matcher(id).matches()) {
            throw refusedId("string.pattern", "must be 1 to 64 of A-Z, a-z, 0-9, _, ., : and -");
        }
        if (turns.contains(id)) {
            throw refusedId("subscription_id.unique", "is already open");
        }
        Optional<Problem> refused = follows.admit(caller(), turns.size());
        if (refused.isPresent()) {
            turns.refuse(id, FeedEnd.of(statusOf(refused.get().exception())));
            handled(weight);
            return;
        }
        turns.add(id, weight, waker -> {
            check(request, feed);
            return protocol.open(feed, caller(), waker);
        });
    }

    private static ProblemException refusedId(String rule, String text) {
        return RequestInvalid.of("subscribe.subscription_id", rule, text).exception();
    }

    /// Hands over what another thread found, to be run on the thread that works on the stream.
    void answer(Runnable what) {
        answers.add(what);
        pump.wake();
    }

    /// Does what is due once a second.
    private void look(long nanos) {
        lookedAt = nanos;
        if (!turns.look(nanos)) {
            close(CLOSE_REASON_STORE_UNAVAILABLE, FeedEnd.lostStore());
        } else {
            token.retry();
        }
    }

    private void beat(long nanos) {
        Optional<List<SubscriptionHead>> heads = turns.heads(nanos);
        if (heads.isEmpty()) {
            return;
        }
        observer.onNext(protocol.responses()
                .heartbeat()
                .apply(Heartbeat.newBuilder()
                        .setSendTime(WireTime.toProto(follows.runtime().clock().instant()))
                        .addAllHeads(heads.get())
                        .build()));
        if (FollowTurns.isFull(heads.get())) {
            pump.wake();
        } else {
            beatAt = nanos;
        }
    }

    /// Answers a new token.
    void renewed(Caller fresh) {
        if (!over) {
            observer.onNext(protocol.responses()
                    .renewed()
                    .apply(Renewed.newBuilder()
                            .setExpireTime(WireTime.toProto(fresh.expireTime()))
                            .build()));
        }
    }

    /// Ends the stream because of a new token.
    void notRenewed(ProblemStatus why) {
        end(FeedEnd.of(why));
    }

    private void finish(FeedEnd why) {
        over = true;
        try {
            if (why.reason() != CLOSE_REASON_UNSPECIFIED && !observer.isCancelled()) {
                observer.onNext(protocol.responses().closing().apply(why.toProto("")));
            }
            why.end(observer);
        } finally {
            commands.clear();
            window.close();
            turns.closeAll();
            follows.forget(this);
        }
    }
}

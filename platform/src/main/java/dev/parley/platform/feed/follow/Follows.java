package dev.parley.platform.feed.follow;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.parley.feed.v1.CloseReason;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.caller.TokenRenewal;
import dev.parley.platform.feed.FeedRuntime;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.PlatformProblem.ShuttingDown;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.ServiceMethods;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All open streams of many feeds of this process. They start and end with [Feeds], and take turns with them to read
/// from stores: so the subscriptions of a client that reconnects begin a few at a time.
@Singleton
public final class Follows {

    private static final Logger LOG = LoggerFactory.getLogger(Follows.class);

    /// The maximum number of subscriptions on all streams that a user opened, without a service.
    private static final int MOST_OF_USER = 1_000;

    /// A turn is short, so that each subscription soon gets the next one.
    private static final int PAGE = 32;

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final FeedRuntime runtime;
    private final FollowConfig config;
    private final TokenRenewal renewal;
    private final RequestRules rules;
    private final Set<FollowStream<?, ?, ?, ?>> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger subscriptions = new AtomicInteger();
    private final Map<UserId, Integer> ofUsers = new ConcurrentHashMap<>();
    private final Map<UserId, Integer> streamsOfUsers = new ConcurrentHashMap<>();
    private volatile boolean ending;

    /// Opens streams that end when the feeds of the process end.
    public Follows(Feeds feeds, FollowConfig config, TokenRenewal renewal, RequestRules rules) {
        this.runtime = feeds.runtime();
        this.config = config;
        this.renewal = renewal;
        this.rules = rules;
        feeds.whenTicking(this::tick);
        feeds.whenClosing(this::closeAll);
    }

    /// Returns the same service with one of its RPCs served by these streams.
    public <Q extends Message, E extends MessageLite, R> ServerServiceDefinition into(
            ServerServiceDefinition service, FollowProtocol<Q, ?, E, R> protocol) {
        return ServiceMethods.replacing(
                service,
                protocol.method(),
                new CommandBytes.Reader(),
                ServerCalls.asyncBidiStreamingCall(response -> open(protocol, response)));
    }

    /// Opens a stream of the current caller. The handler must call this before it returns.
    private <Q extends Message, S extends Message, E extends MessageLite, R> StreamObserver<CommandBytes> open(
            FollowProtocol<Q, S, E, R> protocol, StreamObserver<R> response) {
        if (ending) {
            throw new ShuttingDown().exception();
        }
        Caller caller = Caller.current();
        enter(caller);
        var stream = new FollowStream<>(this, protocol, (ServerCallStreamObserver<R>) response, caller);
        open.add(stream);
        stream.begin();
        if (ending) {
            end(stream);
        }
        return stream;
    }

    private void enter(Caller caller) {
        ownUser(caller).ifPresent(user -> {
            if (streamsOfUsers.merge(user, 1, Integer::sum) > config.userStreams()) {
                giveBack(streamsOfUsers, user, 1);
                throw new RateLimited("follow_streams_of_user", RETRY).exception();
            }
        });
    }

    /// Returns how many streams are open.
    public int count() {
        return open.size();
    }

    /// Returns how many subscriptions are open on all streams.
    public int subscriptions() {
        return subscriptions.get();
    }

    FeedRuntime runtime() {
        return runtime;
    }

    TokenRenewal renewal() {
        return renewal;
    }

    /// Returns how many elements of one feed are read at once.
    int page() {
        return Math.min(PAGE, runtime.config().page());
    }

    RequestRules rules() {
        return rules;
    }

    /// Takes a place for one more subscription on a stream that has this many. Returns why there is none.
    Optional<Problem> admit(Caller caller, int ofStream) {
        if (ofStream >= config.subscriptions()) {
            return Optional.of(new RateLimited("subscriptions_of_stream", RETRY));
        }
        Optional<UserId> user = ownUser(caller);
        if (user.isPresent() && ofUsers.merge(user.get(), 1, Integer::sum) > MOST_OF_USER) {
            giveBack(ofUsers, user.get(), 1);
            return Optional.of(new RateLimited("subscriptions_of_user", RETRY));
        }
        if (subscriptions.incrementAndGet() > config.processSubscriptions()) {
            leave(caller, 1);
            return Optional.of(new RateLimited("subscriptions_of_server", RETRY));
        }
        return Optional.empty();
    }

    /// Gives places back that a caller was given.
    void leave(Caller caller, int count) {
        subscriptions.addAndGet(-count);
        ownUser(caller).ifPresent(user -> giveBack(ofUsers, user, count));
    }

    private static Optional<UserId> ownUser(Caller caller) {
        return caller.service().isPresent() ? Optional.empty() : caller.user();
    }

    private static void giveBack(Map<UserId, Integer> places, UserId user, int count) {
        places.computeIfPresent(user, (same, held) -> held > count ? held - count : null);
    }

    /// Forgets a stream that has ended.
    void forget(FollowStream<?, ?, ?, ?> stream) {
        if (open.remove(stream)) {
            ownUser(stream.caller()).ifPresent(user -> giveBack(streamsOfUsers, user, 1));
        }
    }

    void guarded(Runnable action) {
        try {
            action.run();
        } catch (Throwable fault) {
            LOG.error("A stream of feeds failed", fault);
        }
    }

    private void tick() {
        Instant now = runtime.clock().instant();
        long nanos = System.nanoTime();
        open.forEach(stream -> guarded(() -> stream.tick(now, nanos)));
    }

    private void closeAll() {
        ending = true;
        open.forEach(stream -> guarded(() -> end(stream)));
    }

    private static void end(FollowStream<?, ?, ?, ?> stream) {
        stream.close(CloseReason.CLOSE_REASON_SHUTDOWN, new ShuttingDown());
    }

    @PreDestroy
    void stop() {
        closeAll();
    }
}

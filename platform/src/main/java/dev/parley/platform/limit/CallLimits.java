package dev.parley.platform.limit;

import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.limit.CallerQuota.Most;
import dev.parley.platform.limit.Quota.Entry;
import dev.parley.platform.problem.PlatformProblem.RateLimited;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.platform.wire.Problems;
import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Counts what every call over the network holds, for its caller and for the process, and refuses what exceeds
/// a bound with `RateLimited`. A service that acts for a user counts as that user. Streams that need no token
/// count for their connection; a unary call that needs none ends at once.
///
/// A call costs a few atomic operations; a message on an open stream only counts its bytes.
@Singleton
public final class CallLimits extends ServerStreamTracer.Factory {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration RETRY_STREAM_AFTER = Duration.ofSeconds(5);

    /// A user who holds no more is served whatever others hold.
    private static final long LITTLE_BYTES = 128 * 1024;

    private static final String METER = "parley.limit.held";

    private final Problems problems;
    private final MeterRegistry meters;
    private final SharedQuota process;
    private final SharedQuota open;
    private final Holders users;
    private final Holders services;
    private final Holders connections;
    private final Refill reflections;

    /// Counts against these bounds.
    public CallLimits(LimitConfig config, Problems problems, MeterRegistry meters) {
        this.problems = problems;
        this.meters = meters;
        long bytes = config.processBytes();
        this.process = new SharedQuota("process", config.calls(), config.streams(), bytes);
        this.open = new SharedQuota("open", Integer.MAX_VALUE, config.openStreams(), bytes);
        this.users = new Holders(
                new Most("user", config.userCalls(), config.userStreams(), config.userBytes(), littleOf(config)));
        this.services =
                new Holders(new Most("service", config.serviceCalls(), config.serviceCalls(), bytes / 2, bytes / 8));
        this.connections = new Holders(
                new Most("connection", Integer.MAX_VALUE, config.openStreamsOfConnection(), config.userBytes(), 0));
        this.reflections = new Refill(config.reflections(), System::nanoTime);
        meters.gauge(METER, List.of(tag("calls")), process, SharedQuota::calls);
        meters.gauge(METER, List.of(tag("streams")), process, SharedQuota::streams);
        meters.gauge(METER, List.of(tag("bytes")), process, SharedQuota::bytes);
    }

    private static long littleOf(LimitConfig config) {
        return Math.min(LITTLE_BYTES, config.userBytes() / 2);
    }

    private static io.micrometer.core.instrument.Tag tag(String what) {
        return io.micrometer.core.instrument.Tag.of("what", what);
    }

    /// The holders of one kind that have calls now.
    private static final class Holders {

        private final Most most;
        private final ConcurrentHashMap<Object, CallerQuota> byKey = new ConcurrentHashMap<>();
        private final Function<Object, CallerQuota> make;

        Holders(Most most) {
            this.most = most;
            this.make = key -> new CallerQuota(most, retired -> byKey.remove(key, retired));
        }

        CallerQuota enter(Object key, boolean stream) {
            while (true) {
                CallerQuota known = byKey.get(key);
                CallerQuota quota = known == null ? byKey.computeIfAbsent(key, make) : known;
                Entry entry = quota.enter(stream);
                if (entry == Entry.ENTERED) {
                    return quota;
                }
                if (entry != Entry.RETIRED) {
                    throw new Full(most.name(), entry);
                }
                byKey.remove(key, quota);
            }
        }
    }

    /// A quota is used up.
    private static final class Full extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String quota;
        private final transient Entry entry;

        Full(String quota, Entry entry) {
            super(quota, null, false, false);
            this.quota = quota;
            this.entry = entry;
        }

        String what() {
            return switch (entry) {
                case STREAMS_USED_UP -> "streams";
                case BYTES_USED_UP -> "bytes";
                case CALLS_USED_UP, ENTERED, RETIRED -> "calls";
            };
        }
    }

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new HeldCall(this);
    }

    /// Ends a call on the transport thread.
    void refuse(ServerCall<?, ?> call, String quota) {
        count(quota);
        ProblemStatus status = problems.statusOf(
                new RateLimited(quota, RETRY_AFTER).exception(),
                call.getMethodDescriptor().getFullMethodName());
        call.close(status.toStatus(), status.toTrailers());
    }

    /// Takes the places of a call, and returns what it holds. Throws `RateLimited` if there is none. Returns null for
    /// a call within the process, which belongs to a call that is counted.
    @Nullable
    HeldCall enter(ServerCall<?, ?> call) {
        HeldCall held = HeldCall.current();
        if (held == null) {
            return null;
        }
        boolean unary = call.getMethodDescriptor().getType().clientSendsOneMessage()
                && call.getMethodDescriptor().getType().serverSendsOneMessage();
        try {
            held.hold(call, unary, places(call, !unary));
            return held;
        } catch (Full full) {
            throw refused(
                    full.quota + '.' + full.what(),
                    full.entry == Entry.STREAMS_USED_UP ? RETRY_STREAM_AFTER : RETRY_AFTER);
        }
    }

    private Places places(ServerCall<?, ?> call, boolean stream) {
        Optional<Caller> caller = Caller.find();
        Quota own = caller.isPresent()
                ? ofCaller(caller.get(), stream)
                : connections.enter(connectionOf(call.getAttributes()), stream);
        Quota shared = caller.isPresent() ? process : open;
        Entry entry = shared.enter(stream);
        if (entry != Entry.ENTERED) {
            own.leave(stream);
            throw new Full(shared.name(), entry);
        }
        return new Places(own, shared);
    }

    private Quota ofCaller(Caller caller, boolean stream) {
        return caller.user().isPresent()
                ? ofUser(caller.user().get(), stream)
                : services.enter(caller.service().orElse(""), stream);
    }

    /// A user whose responses are not read is refused before the next one is made.
    private Quota ofUser(UserId user, boolean stream) {
        CallerQuota quota = users.enter(user, stream);
        if (!stream && !quota.hasRoomForBytes()) {
            quota.leave(false);
            throw new Full(quota.name(), Entry.BYTES_USED_UP);
        }
        return quota;
    }

    private static Object connectionOf(Attributes attributes) {
        Object connection = attributes.get(ConnectionNames.CONNECTION);
        return connection == null ? "" : connection;
    }

    /// See [HeldElements#enter].
    Runnable enter(UserId user, long bytes) {
        Quota quota;
        try {
            quota = ofUser(user, false);
        } catch (Full full) {
            throw refused(full.quota + '.' + full.what());
        }
        quota.addBytes(bytes);
        return () -> {
            quota.addBytes(-bytes);
            quota.leave(false);
        };
    }

    /// Counts the refusal of a call, or of an element of a stream, and returns its problem.
    ProblemException refused(String quota) {
        return refused(quota, RETRY_AFTER);
    }

    private ProblemException refused(String quota, Duration retryAfter) {
        count(quota);
        return new RateLimited(quota, retryAfter).exception();
    }

    private void count(String quota) {
        meters.counter("parley.limit.refused", "quota", quota).increment();
    }

    /// Throws `RateLimited` if too many requests for reflection were answered lately.
    void enterReflection() {
        if (!reflections.take()) {
            throw refused("reflections");
        }
    }

    /// Returns the number of calls that are held now, with and without a token.
    long calls() {
        return process.calls() + open.calls();
    }

    /// Returns the number of streams that are held now, with and without a token.
    long streams() {
        return process.streams() + open.streams();
    }

    /// Returns the number of bytes that are held now.
    long bytes() {
        return process.bytes() + open.bytes();
    }

    /// Returns the number of users, services and connections that hold calls now.
    int holders() {
        return users.byKey.size() + services.byKey.size() + connections.byKey.size();
    }

    /// Returns how many calls a user holds now.
    int callsOf(Object user) {
        @Nullable CallerQuota quota = users.byKey.get(user);
        return quota == null ? 0 : quota.calls();
    }
}

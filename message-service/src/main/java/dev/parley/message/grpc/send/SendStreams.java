package dev.parley.message.grpc.send;

import com.google.rpc.Status;
import dev.parley.message.send.MessageSender;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.ServiceMethods;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Opens the streams of `SendMessages`, and holds what they share.
@Singleton
public final class SendStreams {

    private static final String METHOD =
            MessageServiceGrpc.getSendMessagesMethod().getFullMethodName();

    private final MessageSender sender;
    private final RequestRules rules;
    private final Problems problems;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<SendStream> open = ConcurrentHashMap.newKeySet();

    /// Opens streams that use this sender and end when the feeds of the process end.
    public SendStreams(MessageSender sender, RequestRules rules, Problems problems, Clock clock, Feeds feeds) {
        this.sender = sender;
        this.rules = rules;
        this.problems = problems;
        this.clock = clock;
        feeds.whenClosing(() -> open.forEach(SendStream::end));
        feeds.whenTicking(() -> open.forEach(SendStream::tick));
    }

    /// Returns the same service with `SendMessages` served by these streams.
    ///
    /// @param maxBytes the maximum size of any request
    public ServerServiceDefinition into(ServerServiceDefinition service, int maxBytes) {
        return ServiceMethods.replacing(
                service,
                MessageServiceGrpc.getSendMessagesMethod(),
                new SendReader(maxBytes),
                ServerCalls.asyncBidiStreamingCall(response -> open(Caller.current(), response)));
    }

    /// Opens a stream of a caller. The handler must call this before it returns.
    StreamObserver<ArrivedSend> open(Caller caller, StreamObserver<SendMessagesResponse> response) {
        var stream = new SendStream(this, caller, (ServerCallStreamObserver<SendMessagesResponse>) response);
        open.add(stream);
        return stream.begin();
    }

    /// Returns how many streams are open.
    int count() {
        return open.size();
    }

    void forget(SendStream stream) {
        open.remove(stream);
    }

    MessageSender sender() {
        return sender;
    }

    RequestRules rules() {
        return rules;
    }

    Executor executor() {
        return threads;
    }

    /// Called for each batch, so it creates no object.
    boolean isExpired(Caller caller) {
        Instant end = caller.expireTime();
        long now = clock.millis();
        long secondsLeft = end.getEpochSecond() - Math.floorDiv(now, 1000L);
        return secondsLeft < 0 || secondsLeft == 0 && now % 1000 * 1_000_000 >= end.getNano();
    }

    ProblemStatus statusOf(Throwable failure) {
        return problems.statusOf(failure, METHOD);
    }

    /// Returns the status for the result of one send.
    Status resultOf(Throwable failure) {
        return statusOf(failure).toProto();
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}

package dev.parley.message.grpc;

import dev.parley.id.UserId;
import dev.parley.message.send.MessageSender;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.feed.Feeds;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.RequestRules;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Opens the streams of `SendMessages`.
@Singleton
public final class SendStreams {

    private final MessageSender sender;
    private final RequestRules rules;
    private final Problems problems;
    private final Clock clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Set<SendStream> open = ConcurrentHashMap.newKeySet();

    /// Opens streams that send with a sender, and end when the feeds of the process do.
    public SendStreams(MessageSender sender, RequestRules rules, Problems problems, Clock clock, Feeds feeds) {
        this.sender = sender;
        this.rules = rules;
        this.problems = problems;
        this.clock = clock;
        feeds.whenClosing(() -> open.forEach(SendStream::end));
        feeds.whenTicking(() -> open.forEach(SendStream::tick));
    }

    /// Opens a stream of a user. To be called by the handler itself, before it returns.
    StreamObserver<SendMessagesRequest> open(
            UserId user, Instant expireTime, StreamObserver<SendMessagesResponse> response) {
        var means = new SendStream.Means(sender, rules, problems, clock, threads);
        var stream = new SendStream(means, user, expireTime, (ServerCallStreamObserver<SendMessagesResponse>) response);
        open.add(stream);
        return stream.begin(() -> open.remove(stream));
    }

    @PreDestroy
    void stop() {
        threads.shutdown();
    }
}

package dev.parley.clientkit.testing;

import dev.parley.client.TokenCredentials;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// An in-memory message service, on a real port. Its feeds can break their promises on purpose.
public final class FakeMessages extends MessageServiceGrpc.MessageServiceImplBase implements AutoCloseable {

    /// Returns the frames that a feed carries in place of one.
    public interface Fault extends BiFunction<Long, Message, List<Message>> {}

    private static final Context.Key<String> USER = Context.key("user");

    private static final class Log {
        final List<Message> messages = new ArrayList<>();
        final List<StreamObserver<WatchThreadResponse>> feeds = new ArrayList<>();
    }

    private final Map<String, Log> logs = new HashMap<>();
    private final Fault fault;
    private final int refuseEach;
    private @Nullable Server server;
    private int sends;
    private boolean silent;

    private FakeMessages(Fault fault, int refuseEach) {
        this.fault = fault;
        this.refuseEach = refuseEach;
    }

    /// Creates a service that keeps its promises.
    public static FakeMessages sound() throws IOException {
        return started(new FakeMessages((_, message) -> List.of(message), 0));
    }

    /// Creates a service whose feeds carry other frames.
    public static FakeMessages withFault(Fault fault) throws IOException {
        return started(new FakeMessages(fault, 0));
    }

    /// Creates a service that refuses each n-th send.
    public static FakeMessages refusing(int each) throws IOException {
        return started(new FakeMessages((_, message) -> List.of(message), each));
    }

    /// Creates a service that returns no result for the sends of a stream.
    public static FakeMessages silent() throws IOException {
        var fake = new FakeMessages((_, message) -> List.of(message), 0);
        fake.silent = true;
        return started(fake);
    }

    /// Returns its address, `host:port`.
    public String target() {
        return "127.0.0.1:" + Objects.requireNonNull(server).getPort();
    }

    private static FakeMessages started(FakeMessages fake) throws IOException {
        fake.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .intercept(new Users())
                .addService(fake)
                .build()
                .start();
        return fake;
    }

    @Override
    public void sendMessage(SendMessageRequest request, StreamObserver<SendMessageResponse> response) {
        if (isRefused()) {
            response.onError(Status.RESOURCE_EXHAUSTED.withDescription("enough").asRuntimeException());
            return;
        }
        response.onNext(append(request, USER.get()));
        response.onCompleted();
    }

    @Override
    public StreamObserver<SendMessagesRequest> sendMessages(StreamObserver<SendMessagesResponse> response) {
        String user = USER.get();
        return new StreamObserver<>() {
            @Override
            public void onNext(SendMessagesRequest request) {
                if (silent) {
                    return;
                }
                SendMessageRequest send = request.getSend();
                var result = SendMessagesResponse.newBuilder()
                        .setThreadId(send.getThreadId())
                        .setRequestId(send.getRequestId());
                if (isRefused()) {
                    result.getErrorBuilder()
                            .setCode(Status.Code.RESOURCE_EXHAUSTED.value())
                            .setMessage("enough");
                } else {
                    result.setSent(append(send, user));
                }
                response.onNext(result.build());
            }

            @Override
            public void onError(Throwable cancelled) {
                // The client is gone.
            }

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    @Override
    public synchronized void watchThread(WatchThreadRequest request, StreamObserver<WatchThreadResponse> response) {
        Log log = logs.computeIfAbsent(request.getThreadId(), _ -> new Log());
        log.feeds.add(response);
        log.messages.stream().skip(request.getAfterSequence()).forEach(message -> response.onNext(element(message)));
        response.onNext(WatchThreadResponse.newBuilder()
                .setCaughtUp(CaughtUp.newBuilder()
                        .setPosition(log.messages.size())
                        .setResumeToken("after-" + log.messages.size()))
                .build());
    }

    private static WatchThreadResponse element(Message message) {
        return WatchThreadResponse.newBuilder()
                .setItem(ThreadItem.newBuilder()
                        .setThreadId(message.getThreadId())
                        .setSequence(message.getSequence())
                        .setMessage(message))
                .build();
    }

    private synchronized boolean isRefused() {
        return refuseEach > 0 && ++sends % refuseEach == 0;
    }

    private synchronized SendMessageResponse append(SendMessageRequest request, String user) {
        Log log = logs.computeIfAbsent(request.getThreadId(), _ -> new Log());
        long sequence = log.messages.size() + 1;
        Message message = Message.newBuilder()
                .setThreadId(request.getThreadId())
                .setSequence(sequence)
                .setSenderId(user)
                .setText(request.getText())
                .build();
        log.messages.add(message);
        for (Message carried : fault.apply(sequence, message)) {
            WatchThreadResponse element = element(carried);
            log.feeds.forEach(feed -> feed.onNext(element));
        }
        return SendMessageResponse.newBuilder().setMessage(message).build();
    }

    /// Breaks all connections and ends.
    public void kill() {
        Objects.requireNonNull(server).shutdownNow();
    }

    @Override
    public void close() {
        kill();
    }

    private static final class Users implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            String user = headers.get(TokenCredentials.ON_BEHALF_OF);
            return Contexts.interceptCall(Context.current().withValue(USER, user), call, headers, next);
        }
    }
}

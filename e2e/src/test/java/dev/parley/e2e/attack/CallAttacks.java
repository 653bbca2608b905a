package dev.parley.e2e.attack;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.client.AnyRpc;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// Attacks with calls that keep to HTTP/2 and gRPC.
final class CallAttacks {

    private static final String MALLORY = "usr_mallory";
    private static final String LARGE = "\uD83D\uDE00".repeat(10_000);
    private static final int SIDES = 3;
    private static final int EMPTY_ELEMENTS = 500_000;
    private static final int UNREAD = 100;

    /// 12 requests of 1 MB a second.
    private static final Duration LISTS = Duration.ofMillis(250);

    /// About 650 sends a second.
    private static final Duration SENDS = Duration.ofNanos(1_500_000);

    /// 40 MB a second.
    private static final Duration MEGABYTES = Duration.ofMillis(75);

    /// 30 pages of 3 MB a second.
    private static final Duration PAGES = Duration.ofMillis(100);

    /// At most 1,000 tokens a second.
    private static final Duration TOKENS = Duration.ofMillis(3);

    private static final Duration STREAMS = Duration.ofMillis(100);

    private CallAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack(
                        "lists of 500,000 empty names",
                        siege -> lists(siege, new AnyRpc(MessageServiceGrpc.getBatchGetMessagesMethod()), 1)),
                new Attack(
                        "threads of 500,000 empty participants",
                        siege -> lists(siege, new AnyRpc(ThreadServiceGrpc.getCreateThreadMethod()), 5)),
                new Attack("refused sends, results unread", siege -> unread(siege, "thr_none")),
                new Attack("accepted sends, results unread", siege -> unread(siege, own(siege))),
                new Attack("sends of 1 MB", CallAttacks::largeSends),
                new Attack("pages unread", CallAttacks::unreadPages),
                new Attack("forms of one token", siege -> tokens(siege, token -> token + "~".repeat(1_000))),
                new Attack("tokens with wrong signatures", siege -> tokens(siege, CallAttacks::forged)),
                new Attack("feeds of one user", CallAttacks::feeds),
                new Attack("streams of health", CallAttacks::health),
                new Attack("reflection", CallAttacks::reflection));
    }

    private static String own(Siege siege) {
        User mallory = siege.user(MALLORY);
        String thread = mallory.direct("usr_victim");
        mallory.send(thread, "Established");
        return thread;
    }

    private static void lists(Siege siege, AnyRpc rpc, int field) {
        byte[] body = new byte[2 * EMPTY_ELEMENTS];
        for (int i = 0; i < body.length; i += 2) {
            body[i] = (byte) (field << 3 | 2);
        }
        Channel channel = siege.as(MALLORY);
        siege.repeat(SIDES, LISTS, () -> rpc.call(channel, body));
    }

    private static void unread(Siege siege, String thread) {
        var draft = new RawSend(thread, LARGE);
        var streams = new ArrayList<Deaf>();
        for (int i = 0; i < UNREAD; i++) {
            streams.add(new Deaf(siege.as(MALLORY)));
        }
        var turn = new AtomicInteger();
        siege.repeat(
                1, SENDS, () -> streams.get(turn.getAndIncrement() % UNREAD).send(draft));
    }

    /// A stream that sends if the server takes more, and takes no result.
    private static final class Deaf {

        private final ClientCall<byte[], SendMessagesResponse> call;

        Deaf(Channel channel) {
            call = channel.newCall(AnyRpc.raw(MessageServiceGrpc.getSendMessagesMethod()), CallOptions.DEFAULT);
            call.start(new ClientCall.Listener<>() {}, new Metadata());
        }

        void send(RawSend draft) {
            if (call.isReady()) {
                call.sendMessage(draft.next());
            }
        }
    }

    private static void largeSends(Siege siege) {
        var draft = new RawSend("thr_none", "x".repeat(1_000_000));
        for (int i = 0; i < SIDES; i++) {
            var stream = new Deaf(siege.as(MALLORY));
            stream.call.request(Integer.MAX_VALUE);
            siege.repeat(1, MEGABYTES, () -> stream.send(draft));
        }
    }

    private static void unreadPages(Siege siege) {
        String thread = own(siege);
        User mallory = siege.user(MALLORY);
        for (int i = 0; i < 70; i++) {
            mallory.send(thread, LARGE);
        }
        var request = ListMessagesRequest.newBuilder()
                .setThreadId(thread)
                .setPageSize(200)
                .build();
        Channel channel = siege.as(MALLORY);
        siege.repeat(SIDES, PAGES, () -> unread(channel, MessageServiceGrpc.getListMessagesMethod(), request));
    }

    /// Calls, and takes nothing of the response.
    private static <Q, R> void unread(Channel channel, MethodDescriptor<Q, R> method, Q request) {
        ClientCall<Q, R> call = channel.newCall(method, CallOptions.DEFAULT);
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(request);
        call.halfClose();
    }

    private static void tokens(Siege siege, UnaryOperator<String> change) {
        String token = siege.token(MALLORY);
        var request = ListMessagesRequest.newBuilder().setThreadId("thr_none").build();
        Channel connection = siege.connect();
        siege.repeat(SIDES, TOKENS, () -> {
            var stub = MessageServiceGrpc.newBlockingStub(connection)
                    .withCallCredentials(new AnyToken(change.apply(token)));
            stub.listMessages(request);
        });
    }

    private static final AtomicInteger FORGED = new AtomicInteger();

    /// A well-formed token with another signature each time.
    private static String forged(String token) {
        int end = token.lastIndexOf('.');
        String number = "%08d".formatted(FORGED.incrementAndGet());
        return token.substring(0, end + 1) + number + token.substring(end + 1 + number.length());
    }

    private static void feeds(Siege siege) {
        String thread = own(siege);
        var request = WatchThreadRequest.newBuilder().setThreadId(thread).build();
        Channel channel = siege.as(MALLORY);
        siege.times(3_000, () -> unread(channel, MessageServiceGrpc.getWatchThreadMethod(), request));
    }

    private static void health(Siege siege) {
        for (int i = 0; i < SIDES; i++) {
            Channel channel = siege.connect();
            siege.times(
                    1_000, () -> unread(channel, HealthGrpc.getWatchMethod(), HealthCheckRequest.getDefaultInstance()));
        }
    }

    private static void reflection(Siege siege) {
        var request = ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol("parley.message.v1.MessageService")
                .build();
        Channel channel = siege.connect();
        siege.repeat(SIDES, STREAMS, () -> {
            RecordedStream<ServerReflectionRequest, ServerReflectionResponse> answers = RecordedStream.eager();
            var requests = ServerReflectionGrpc.newStub(channel).serverReflectionInfo(answers);
            for (int i = 0; i < 1_000; i++) {
                requests.onNext(request);
            }
            answers.awaitEnd();
        });
    }
}

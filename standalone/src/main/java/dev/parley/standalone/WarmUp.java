package dev.parley.standalone;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.PreviewServiceGrpc;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.issuer.TokenMint;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/// Makes the first calls of a process, which are slow, so that no caller has to. They change nothing: they
/// only read, or are refused.
final class WarmUp {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(1);
    private static final String USER = "usr_nobody";
    private static final String THREAD = "thr_none";

    private WarmUp() {}

    /// Calls the services at an address. The responses do not matter.
    static void run(String host, int port, TokenMint mint, List<String> scopes) {
        ManagedChannel channel = ParleyChannels.configure(
                        NettyChannelBuilder.forAddress(host, port).usePlaintext(), PATIENCE)
                .build();
        Channel user = with(channel, mint.user(USER, "participant", TOKEN_LIFETIME));
        Channel service = with(channel, mint.service("standalone", scopes, TOKEN_LIFETIME));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable call : calls(user, service)) {
                threads.execute(() -> ignoreRefusal(call));
            }
        } finally {
            channel.shutdownNow();
        }
    }

    private static List<Runnable> calls(Channel user, Channel service) {
        var threads = ThreadServiceGrpc.newBlockingStub(user);
        var messages = MessageServiceGrpc.newBlockingStub(user);
        var inbox = InboxServiceGrpc.newBlockingStub(user);
        var fences = FenceServiceGrpc.newBlockingStub(service);
        var previews = PreviewServiceGrpc.newBlockingStub(service);
        var feed = InboxFeedServiceGrpc.newBlockingStub(service);
        return List.of(
                () -> threads.listThreads(
                        ListThreadsRequest.newBuilder().setPageSize(1).build()),
                () -> threads.getOrCreateDirectThread(GetOrCreateDirectThreadRequest.getDefaultInstance()),
                () -> messages.sendMessage(SendMessageRequest.newBuilder()
                        .setThreadId(THREAD)
                        .setRequestId("warm-up-1")
                        .setText("?")
                        .build()),
                () -> inbox.listInbox(
                        ListInboxRequest.newBuilder().setPageSize(1).build()),
                () -> fences.setFences(SetFencesRequest.getDefaultInstance()),
                () -> previews.getPreviews(GetPreviewsRequest.getDefaultInstance()),
                () -> feed.applyHeads(ApplyHeadsRequest.getDefaultInstance()),
                () -> feed.applyThreadChanges(ApplyThreadChangesRequest.getDefaultInstance()));
    }

    private static Channel with(Channel channel, String token) {
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    private static void ignoreRefusal(Runnable call) {
        try {
            call.run();
        } catch (StatusRuntimeException _) {
            // Most of these calls are meant to be refused.
        }
    }
}

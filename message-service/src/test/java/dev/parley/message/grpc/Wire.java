package dev.parley.message.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.FenceServiceGrpc.FenceServiceBlockingStub;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.PreviewServiceGrpc;
import dev.parley.message.internal.v1.PreviewServiceGrpc.PreviewServiceBlockingStub;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceBlockingStub;
import dev.parley.message.v1.MessageServiceGrpc.MessageServiceStub;
import dev.parley.message.v1.ReceiptServiceGrpc;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceBlockingStub;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.ServiceUnderTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The message service as its clients see it, with fake services around it.
public final class Wire implements AutoCloseable {

    public final FakeSafety safety = new FakeSafety();
    public final FakeInbox inbox = new FakeInbox();
    public final ServiceUnderTest service;

    /// Starts a separate service, for a test that needs other settings or breaks something.
    public Wire(Map<String, Object> overrides) {
        service = ServiceUnderTest.start("message", overrides, safety, inbox);
    }

    /// Returns the service that runs once for all tests of this JVM.
    public static Wire shared() {
        return RunningService.wire();
    }

    /// Creates a thread of these users.
    public String thread(String... users) {
        String thread = newThread();
        fence(thread, 1, users);
        return thread;
    }

    public static String newThread() {
        return "thr_" + UUID.randomUUID();
    }

    /// Sets a fence with these participants. A name that ends in `!` marks a user whose contact is closed.
    public long fence(String thread, long version, String... users) {
        return fence(thread, version, FenceStatus.FENCE_STATUS_OPEN, users);
    }

    public long fence(String thread, long version, FenceStatus status, String... users) {
        return fence(fenceOf(thread, version, status, users).build());
    }

    public long fence(Fence fence) {
        SetFenceResult result = fences().setFences(
                        SetFencesRequest.newBuilder().addFences(fence).build())
                .getResults(0);
        assertThat(result.hasVersion()).as("stored: %s", result).isTrue();
        return result.getVersion();
    }

    public static Fence.Builder fenceOf(String thread, long version, FenceStatus status, String... users) {
        var fence = Fence.newBuilder().setThreadId(thread).setVersion(version).setStatus(status);
        Arrays.stream(users)
                .map(user -> FenceParticipant.newBuilder()
                        .setUserId(user.replace("!", ""))
                        .setContactClosed(user.endsWith("!")))
                .forEach(fence::addParticipants);
        return fence;
    }

    public FenceServiceBlockingStub fences() {
        return FenceServiceGrpc.newBlockingStub(service.asService("thread-service", "message.fence"));
    }

    public PreviewServiceBlockingStub previews() {
        return PreviewServiceGrpc.newBlockingStub(service.asService("inbox-service", "message.preview"));
    }

    public MessageServiceBlockingStub as(String user) {
        return MessageServiceGrpc.newBlockingStub(service.as(user));
    }

    public MessageServiceStub asyncAs(String user) {
        return MessageServiceGrpc.newStub(service.as(user));
    }

    public ReceiptServiceBlockingStub receiptsAs(String user) {
        return ReceiptServiceGrpc.newBlockingStub(service.as(user));
    }

    public Message send(String user, String thread, String text) {
        return as(user).sendMessage(text(thread, text)).getMessage();
    }

    public List<Message> history(String user, String thread) {
        return as(user).listMessages(
                        ListMessagesRequest.newBuilder().setThreadId(thread).build())
                .getMessagesList();
    }

    public static SendMessageRequest text(String thread, String text) {
        return text(thread, "req-" + UUID.randomUUID(), text);
    }

    public static SendMessageRequest text(String thread, String requestId, String text) {
        return SendMessageRequest.newBuilder()
                .setThreadId(thread)
                .setRequestId(requestId)
                .setText(text)
                .build();
    }

    public RecordedStream<WatchThreadRequest, WatchThreadResponse> watch(String user, String thread, long after) {
        return watch(
                user,
                WatchThreadRequest.newBuilder()
                        .setThreadId(thread)
                        .setAfterSequence(after)
                        .build());
    }

    public RecordedStream<WatchThreadRequest, WatchThreadResponse> watch(String user, WatchThreadRequest request) {
        RecordedStream<WatchThreadRequest, WatchThreadResponse> stream = RecordedStream.eager();
        asyncAs(user).watchThread(request, stream);
        return stream;
    }

    @Override
    public void close() {
        safety.setAnswering(FakeSafety.Answering.WELL);
        service.close();
    }
}

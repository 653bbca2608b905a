package dev.parley.thread;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.internal.v1.ApplyBlockResponse;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc.ThreadPolicyServiceBlockingStub;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadResponse;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ParticipantServiceGrpc;
import dev.parley.thread.v1.ParticipantServiceGrpc.ParticipantServiceBlockingStub;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceBlockingStub;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// The thread service on its own database, between a fake message service and a fake inbox service, with the
/// calls of its clients.
final class ThreadWorld implements AutoCloseable {
    static final String DENIED = "THREAD_ACCESS_DENIED";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final FakeFences fences = new FakeFences();
    final FakeInboxes inboxes = new FakeInboxes();
    final ServiceUnderTest service;

    ThreadWorld() {
        this(Map.of());
    }

    ThreadWorld(Map<String, Object> overrides) {
        service = ServiceUnderTest.start("thread", overrides, fences, inboxes);
    }

    @Override
    public void close() {
        service.close();
    }

    /// Returns a user whom no other test uses.
    static String user(String name) {
        return "usr_" + name + NUMBER.incrementAndGet();
    }

    static String[] users(int count) {
        return IntStream.range(0, count).mapToObj(i -> user("some")).toArray(String[]::new);
    }

    static String requestId() {
        return "request-" + NUMBER.incrementAndGet();
    }

    ThreadServiceBlockingStub threads(String user) {
        return ThreadServiceGrpc.newBlockingStub(service.as(user));
    }

    ParticipantServiceBlockingStub participants(String user) {
        return ParticipantServiceGrpc.newBlockingStub(service.as(user));
    }

    ThreadPolicyServiceBlockingStub policy() {
        return ThreadPolicyServiceGrpc.newBlockingStub(service.asService("safety", "thread.policy"));
    }

    Channel reader() {
        return service.asService("message", "thread.read");
    }

    Thread group(String owner, String... others) {
        return threads(owner).createThread(draft(others)).getThread();
    }

    static CreateThreadRequest draft(String... others) {
        return CreateThreadRequest.newBuilder()
                .setRequestId(requestId())
                .setKind(ThreadKind.THREAD_KIND_INQUIRY)
                .addAllParticipants(drafts(others))
                .build();
    }

    static List<ParticipantDraft> drafts(String... users) {
        return List.of(users).stream()
                .map(user -> ParticipantDraft.newBuilder().setUserId(user).build())
                .toList();
    }

    GetOrCreateDirectThreadResponse direct(String user, String other) {
        return threads(user)
                .getOrCreateDirectThread(GetOrCreateDirectThreadRequest.newBuilder()
                        .setUserId(other)
                        .build());
    }

    Thread get(String user, Thread thread) {
        return get(user, thread.getThreadId());
    }

    Thread get(String user, String thread) {
        return threads(user)
                .getThread(GetThreadRequest.newBuilder().setThreadId(thread).build())
                .getThread();
    }

    ThreadServiceBlockingStub booking() {
        return ThreadServiceGrpc.newBlockingStub(service.asService("booking", "thread.open"));
    }

    Thread add(String user, Thread thread, String... added) {
        return participants(user)
                .addParticipants(AddParticipantsRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .setRequestId(requestId())
                        .addAllParticipants(drafts(added))
                        .build())
                .getThread();
    }

    Thread remove(String user, Thread thread, String removed) {
        return participants(user)
                .removeParticipant(RemoveParticipantRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .setRequestId(requestId())
                        .setUserId(removed)
                        .build())
                .getThread();
    }

    void leave(String user, Thread thread) {
        participants(user)
                .leaveThread(LeaveThreadRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .setRequestId(requestId())
                        .build());
    }

    ApplyBlockResponse block(String blocker, String blocked, boolean active, long version) {
        return policy().applyBlock(ApplyBlockRequest.newBuilder()
                .setBlockerId(blocker)
                .setBlockedId(blocked)
                .setActive(active)
                .setVersion(version)
                .build());
    }

    CheckAccessResponse access(Thread thread, String user) {
        return access(thread.getThreadId(), user);
    }

    CheckAccessResponse access(String thread, String user) {
        return policy().checkAccess(CheckAccessRequest.newBuilder()
                .setThreadId(thread)
                .setUserId(user)
                .build());
    }

    /// Runs a statement in the store.
    void run(String sql) {
        service.context().getBean(Database.class, Qualifiers.byName("thread")).transaction(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
            }
        });
    }

    /// Asserts that the call fails with this code and reason.
    static StatusRuntimeException refused(Code code, String reason, ThrowingCallable call) {
        return WireProblems.assertProblem(call, code, reason);
    }
}

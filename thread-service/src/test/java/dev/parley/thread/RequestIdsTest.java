package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.drafts;
import static dev.parley.thread.ThreadWorld.race;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.LeaveThreadResponse;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.Thread;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RequestIdsTest {
    private static ThreadWorld world;

    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");

    @BeforeAll
    static void start() {
        world = new ThreadWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void repeatedCreationReturnsTheFirstThread() {
        var request = draft(bob);
        var first = world.threads(ann).createThread(request);
        assertThat(world.threads(ann).createThread(request)).isEqualTo(first);
        assertThat(count(ann)).isEqualTo(1);
    }

    @Test
    void requestIdWithOtherContentIsRefusedAndWritesNothing() {
        var request = draft(bob);
        world.threads(ann).createThread(request);
        var other = request.toBuilder().setSubject("Something else").build();
        refused(
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED",
                () -> world.threads(ann).createThread(other));
        assertThat(count(ann)).isEqualTo(1);
    }

    @Test
    void requestIdOfAnotherMethodIsRefused() {
        var request = draft(bob, cat);
        var thread = world.threads(ann).createThread(request);
        refused(
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED",
                () -> world.participants(ann).leaveThread(leave(thread, request.getRequestId())));
        assertThat(world.get(ann, thread)).isEqualTo(thread);
    }

    @Test
    void requestIdOfAnotherUserIsFree() {
        var request = draft(cat);
        var first = world.threads(ann).createThread(request);
        var second = world.threads(bob).createThread(request);
        assertThat(second.getThreadId()).isNotEqualTo(first.getThreadId());
    }

    @Test
    void racingCallersWithOneRequestGetOneThread() throws Exception {
        var request = draft(bob, cat);
        var replies = race(8, i -> world.threads(ann).createThread(request));
        assertThat(replies.stream().distinct()).hasSize(1);
        assertThat(count(ann)).isEqualTo(1);
    }

    @Test
    void racingCallersWithOneRequestIdAndOtherContentsGetOneThread() throws Exception {
        var request = draft(bob);
        var replies =
                race(8, i -> subject(request.toBuilder().setSubject("Try " + i).build()));
        assertThat(replies.stream().filter(reply -> reply.startsWith("Try"))).hasSize(1);
        assertThat(replies.stream().filter("ALREADY_EXISTS"::equals)).hasSize(7);
        assertThat(count(ann)).isEqualTo(1);
    }

    @Test
    void failedRequestLeavesItsIdFree() {
        var thread = world.group(ann, bob);
        var request = AddParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .addAllParticipants(drafts(cat))
                .build();
        refused(
                Code.PERMISSION_DENIED,
                "ROLE_MISSING",
                () -> world.participants(bob).addParticipants(request));
        world.leave(ann, thread);
        assertThat(world.participants(bob).addParticipants(request).getThread().getParticipantCount())
                .isEqualTo(2);
    }

    @Test
    void repeatedChangesHappenOnce() {
        var thread = world.group(ann, bob);
        var add = AddParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .addAllParticipants(drafts(cat))
                .build();
        var remove = RemoveParticipantRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .setUserId(cat)
                .build();
        world.participants(ann).addParticipants(add);
        world.participants(ann).removeParticipant(remove);
        var removed = world.participants(ann).removeParticipant(remove).getThread();
        assertThat(removed.getVersion()).isEqualTo(3);
        assertThat(world.participants(ann).addParticipants(add).getThread()).isEqualTo(removed);
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(cat, thread));
    }

    @Test
    void repeatedLeaveSucceedsAndOtherRepetitionsOfWhoLeftAreDenied() {
        var create = draft(bob);
        var thread = world.threads(ann).createThread(create);
        var leave = leave(thread, requestId());
        for (int i = 0; i < 2; i++) {
            assertThat(world.participants(ann).leaveThread(leave)).isEqualTo(LeaveThreadResponse.getDefaultInstance());
        }
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.threads(ann).createThread(create));
    }

    /// The subject of the created thread, or the code of the refusal.
    private String subject(CreateThreadRequest request) {
        try {
            return world.threads(ann).createThread(request).getSubject();
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode().name();
        }
    }

    private static LeaveThreadRequest leave(Thread thread, String requestId) {
        return LeaveThreadRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId)
                .build();
    }

    private static int count(String user) {
        return world.threads(user)
                .listThreads(ListThreadsRequest.getDefaultInstance())
                .getThreadsCount();
    }
}

package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.drafts;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.platform.background.Repeating;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.thread.contract.Race;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadPermissions;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedThreads.class)
final class RequestIdsTest {
    private final ThreadWorld world;
    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");

    RequestIdsTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void retriedCreationReturnsTheFirstThread() {
        var request = draft(bob);
        var first = world.threads(ann).createThread(request);
        var second = world.threads(ann).createThread(request);
        assertThat(second.getReplayed()).isTrue();
        assertThat(second.toBuilder().setReplayed(false).build()).isEqualTo(first);
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
        var thread = world.threads(ann).createThread(request).getThread();
        refused(
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED",
                () -> world.participants(ann).leaveThread(leave(thread, request.getRequestId())));
        assertThat(world.get(ann, thread)).isEqualTo(thread);
    }

    @Test
    void requestIdOfAnotherUserIsFree() {
        var request = draft(cat);
        var first = world.threads(ann).createThread(request).getThread();
        var second = world.threads(bob).createThread(request).getThread();
        assertThat(second.getThreadId()).isNotEqualTo(first.getThreadId());
    }

    @Test
    void racingCallersWithOneRequestIdAndOtherContentsGetOneThread() throws Exception {
        var request = draft(bob);
        var replies = Race.of(
                8, i -> subject(request.toBuilder().setSubject("Try " + i).build()));
        assertThat(replies.stream().filter(reply -> reply.startsWith("Try"))).hasSize(1);
        assertThat(replies.stream().filter("ALREADY_EXISTS"::equals)).hasSize(7);
        assertThat(count(ann)).isEqualTo(1);
    }

    @Test
    void retriedChangesReturnTheirFirstReplies() {
        var thread = world.group(ann, bob);
        var add = add(thread, cat);
        var remove = remove(thread, cat);
        var leave = leave(thread, requestId());
        var added = world.participants(ann).addParticipants(add);
        var removed = world.participants(ann).removeParticipant(remove);
        var left = world.participants(ann).leaveThread(leave);

        assertThat(added.getReplayed() || removed.getReplayed() || left.getReplayed())
                .isFalse();
        assertThat(world.participants(ann).addParticipants(add))
                .isEqualTo(added.toBuilder()
                        .setReplayed(true)
                        .setThread(gone(added.getThread()))
                        .setConsistencyToken(stored(added.getConsistencyToken()))
                        .build());
        assertThat(world.participants(ann).removeParticipant(remove))
                .isEqualTo(removed.toBuilder()
                        .setReplayed(true)
                        .setThread(gone(removed.getThread()))
                        .setConsistencyToken(stored(removed.getConsistencyToken()))
                        .build());
        assertThat(world.participants(ann).leaveThread(leave))
                .isEqualTo(left.toBuilder()
                        .setReplayed(true)
                        .setConsistencyToken(stored(left.getConsistencyToken()))
                        .build());
        assertThat(world.access(thread, bob).getVersion()).isEqualTo(4);
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(ann, thread));
    }

    @Test
    void repeatedReplyContainsTheCurrentPermissions() {
        var request = draft(bob);
        var first = world.threads(ann).createThread(request).getThread();
        assertThat(first.getMyPermissions().getCanSend()).isTrue();

        world.block(bob, ann, true, 1);
        assertIsNow(first, world.threads(ann).createThread(request).getThread());
        assertThat(world.get(ann, first).getMyPermissions().getCanSend()).isFalse();

        world.block(bob, ann, false, 2);
        assertIsNow(first, world.threads(ann).createThread(request).getThread());

        world.leave(ann, first);
        var gone = world.threads(ann).createThread(request).getThread();
        assertThat(gone.hasMyPermissions()).isTrue();
        assertThat(gone).isEqualTo(gone(first));
    }

    @Test
    void repeatedChangeContainsTheCurrentPermissions() {
        var thread = world.group(ann, bob);
        var add = add(thread, cat);
        var remove = remove(thread, cat);
        var added = world.participants(ann).addParticipants(add).getThread();
        var removed = world.participants(ann).removeParticipant(remove).getThread();
        assertThat(removed.getMyPermissions().getCanSend()).isTrue();
        world.block(ann, bob, true, 1);
        assertIsNow(added, world.participants(ann).addParticipants(add).getThread());
        assertIsNow(removed, world.participants(ann).removeParticipant(remove).getThread());
    }

    @Test
    void repeatedReplyToAServiceContainsNoPermissions() {
        var request = draft(bob).toBuilder().setOwnerId(ann).build();
        var first = world.booking().createThread(request);
        world.block(ann, bob, true, 1);
        var second = world.booking().createThread(request);
        assertThat(second).isEqualTo(first.toBuilder().setReplayed(true).build());
        assertThat(second.getThread().hasMyPermissions()).isFalse();
    }

    /// The thread is as in the first reply, with its current permissions.
    private void assertIsNow(Thread first, Thread replayed) {
        var now = world.get(ann, first).getMyPermissions();
        assertThat(replayed).isEqualTo(first.toBuilder().setMyPermissions(now).build());
    }

    /// Returns the same thread for a user who may no longer do anything in it.
    private static Thread gone(Thread thread) {
        return thread.toBuilder()
                .setMyPermissions(ThreadPermissions.getDefaultInstance())
                .build();
    }

    /// Returns the token as it is stored, before the log has reported its head.
    private static String stored(String token) {
        return ConsistencyTokens.write(ConsistencyTokens.read(List.of(token)).stream()
                .filter(Position.Facts.class::isInstance)
                .toList());
    }

    /// Returns the subject of the created thread, or the code of the refusal.
    private String subject(CreateThreadRequest request) {
        try {
            return world.threads(ann).createThread(request).getThread().getSubject();
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode().name();
        }
    }

    private static AddParticipantsRequest add(Thread thread, String user) {
        return AddParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .addAllParticipants(drafts(user))
                .build();
    }

    private static RemoveParticipantRequest remove(Thread thread, String user) {
        return RemoveParticipantRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .setUserId(user)
                .build();
    }

    private static LeaveThreadRequest leave(Thread thread, String requestId) {
        return LeaveThreadRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId)
                .build();
    }

    private int count(String user) {
        return world.threads(user)
                .listThreads(ListThreadsRequest.getDefaultInstance())
                .getThreadsCount();
    }

    /// By the running service, in the background.
    @Test
    void resultsOlderThanThirtyDaysAreDeletedInTheBackground() {
        world.run("insert into request_result (scope, request_id, content_hash, create_time) values"
                + " ('expiry', 'old', '\\x00', now() - interval '31 days'),"
                + " ('expiry', 'young', '\\x00', now() - interval '29 days')");
        world.service
                .context()
                .getBean(Repeating.class, Qualifiers.byName("thread-requests"))
                .wake();
        await().until(() -> results("old") == 0);
        assertThat(results("young")).isEqualTo(1);
    }

    private long results(String requestId) {
        return world.service
                .context()
                .getBean(Database.class, Qualifiers.byName("thread"))
                .withConnection(connection -> {
                    try (var query = connection.prepareStatement(
                            "select count(*) from request_result where scope = 'expiry' and request_id = ?")) {
                        query.setString(1, requestId);
                        return Rows.one(query, row -> row.getLong(1));
                    }
                });
    }
}

package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.race;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.CheckAccessRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ParticipantStatus;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

final class BlocksTest {
    private static final String NO_CONTACT = "CONTACT_NOT_ALLOWED";
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
    void blockClosesEveryThreadOfTheTwoAndNoOther() {
        var direct = world.direct(ann, bob).getThread();
        var pair = world.group(bob, ann);
        var three = world.group(ann, bob, cat);
        assertThat(world.block(ann, bob, true, 1).getVersion()).isEqualTo(1);
        assertBlocked(direct, bob, ann);
        assertBlocked(pair, bob, ann);
        assertOpen(three, ann, bob, cat);
        assertThat(world.get(ann, three).getVersion()).isEqualTo(1);
    }

    @Test
    void endedBlockOpensTheThreadsAgain() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        world.block(ann, bob, false, 2);
        assertOpen(direct, ann, bob);
        assertThat(world.get(ann, direct).getVersion()).isEqualTo(3);
    }

    @Test
    void blockOfTheOtherDirectionStays() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        world.block(bob, ann, true, 1);
        world.block(ann, bob, false, 2);
        assertBlocked(direct, ann, bob);
    }

    @Test
    void oldVersionOfABlockChangesNothing() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 3);
        assertThat(world.block(ann, bob, false, 2).getVersion()).isEqualTo(3);
        assertThat(world.block(ann, bob, false, 3).getVersion()).isEqualTo(3);
        assertBlocked(direct, bob, ann);
        assertThat(world.get(ann, direct).getVersion()).isEqualTo(2);
    }

    @Test
    void usersAreNotToldOfTheBlock() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        var batch = BatchGetThreadsRequest.newBuilder()
                .addThreadIds(direct.getThreadId())
                .build();
        for (var user : new String[] {ann, bob}) {
            assertAllActive(world.get(user, direct));
            assertAllActive(world.direct(user, user.equals(ann) ? bob : ann).getThread());
            assertAllActive(world.threads(user).batchGetThreads(batch).getThreads(0));
            assertAllActive(world.threads(user)
                    .listThreads(ListThreadsRequest.getDefaultInstance())
                    .getThreads(0));
        }
        assertThat(ThreadServiceGrpc.newBlockingStub(world.reader())
                        .batchGetThreads(batch)
                        .getThreads(0)
                        .getParticipantsList())
                .extracting(Participant::getStatus)
                .contains(ParticipantStatus.PARTICIPANT_STATUS_BLOCKED);
    }

    @Test
    void newThreadOfTwoWithABlockBetweenThemIsRefusedToBoth() {
        world.block(ann, bob, true, 1);
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.direct(ann, bob));
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.direct(bob, ann));
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.group(bob, ann));
        assertOpen(world.group(bob, ann, cat), ann, bob, cat);
        world.block(ann, bob, false, 2);
        assertOpen(world.direct(bob, ann).getThread(), ann, bob);
    }

    @Test
    void existingDirectThreadIsReturnedInSpiteOfABlock() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        assertThat(world.direct(bob, ann).getThread().getThreadId()).isEqualTo(direct.getThreadId());
    }

    @Test
    void groupThatShrinksToTheTwoIsClosedAndOpensWithAThird() {
        world.block(ann, bob, true, 1);
        var thread = world.group(ann, bob, cat);
        world.leave(cat, thread);
        assertBlocked(thread, bob, ann);
        world.add(ann, thread, cat);
        assertOpen(thread, ann, bob, cat);
        world.remove(ann, thread, cat);
        assertBlocked(thread, bob, ann);
        world.leave(ann, thread);
        assertOpen(thread, bob);
    }

    @RepeatedTest(10)
    void blockRacingACreationLeavesNoOpenThread() throws Exception {
        race(9, i -> i == 4 ? world.block(ann, bob, true, 1).getVersion() : tryOpen(i));
        for (var thread : world.threads(ann)
                .listThreads(ListThreadsRequest.getDefaultInstance())
                .getThreadsList()) {
            assertBlocked(thread, bob, ann);
        }
    }

    @RepeatedTest(10)
    void blockRacingAShrinkingGroupLeavesNoOpenThread() throws Exception {
        var thread = world.group(ann, bob, cat);
        race(2, i -> {
            if (i == 0) {
                world.leave(cat, thread);
            }
            return i == 0 ? 0 : world.block(ann, bob, true, 1).getVersion();
        });
        assertBlocked(thread, bob, ann);
    }

    @Test
    void accessOfAStrangerIsLikeThatToAnUnknownThread() {
        var thread = world.direct(ann, bob).getThread();
        assertThat(world.access(thread, cat)).isEqualTo(world.access("thr_unknown", ann));
        assertThat(world.access(thread, cat).hasParticipant()).isFalse();
        assertThat(world.access(thread, cat).getVersion()).isZero();
    }

    @Test
    void policyIsForServicesWithTheScopeOnly() {
        var user = ThreadPolicyServiceGrpc.newBlockingStub(world.service.as(ann));
        var other = ThreadPolicyServiceGrpc.newBlockingStub(world.service.asService("message", "thread.read"));
        var request = CheckAccessRequest.newBuilder()
                .setThreadId("thr_unknown")
                .setUserId(ann)
                .build();
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> user.checkAccess(request));
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> other.checkAccess(request));
    }

    /// Opens a thread of the two in one of several ways; a refusal by the block is as good.
    private long tryOpen(int way) {
        try {
            return way % 2 == 0
                    ? world.direct(ann, bob).getThread().getVersion()
                    : world.group(bob, ann).getVersion();
        } catch (StatusRuntimeException refused) {
            assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
            return 0;
        }
    }

    private static void assertBlocked(Thread thread, String blocked, String blocker) {
        var access = world.access(thread, blocked);
        assertThat(access.getReadable()).isTrue();
        assertThat(access.getWritable()).isFalse();
        assertThat(access.getParticipant().getStatus()).isEqualTo(ParticipantStatus.PARTICIPANT_STATUS_BLOCKED);
        assertThat(world.access(thread, blocker).getReadable()).isTrue();
        assertThat(world.access(thread, blocker).getWritable()).isFalse();
        assertThat(world.access(thread, blocker).getParticipant().getStatus())
                .isEqualTo(ParticipantStatus.PARTICIPANT_STATUS_ACTIVE);
        assertThat(world.fences.version(thread.getThreadId())).isEqualTo(access.getVersion());
        assertThat(world.fences.isWritable(thread.getThreadId(), blocked)).isFalse();
    }

    private static void assertOpen(Thread thread, String... users) {
        for (var user : users) {
            var access = world.access(thread, user);
            assertThat(access.getWritable()).isTrue();
            assertThat(access.getParticipant().getStatus()).isEqualTo(ParticipantStatus.PARTICIPANT_STATUS_ACTIVE);
            assertThat(world.fences.version(thread.getThreadId())).isEqualTo(access.getVersion());
            assertThat(world.fences.isWritable(thread.getThreadId(), user)).isTrue();
        }
    }

    private static void assertAllActive(Thread thread) {
        assertThat(thread.getParticipantsList())
                .hasSize(2)
                .extracting(Participant::getStatus)
                .containsOnly(ParticipantStatus.PARTICIPANT_STATUS_ACTIVE);
    }
}

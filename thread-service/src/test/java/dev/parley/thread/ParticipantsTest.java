package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static dev.parley.thread.ThreadWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.PreconditionFailure;
import dev.parley.id.ThreadId;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.Membership;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ParticipantBrief;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadPermissions;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedThreads.class)
final class ParticipantsTest {
    private final ThreadWorld world;
    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");
    private final String dan = user("dan");
    private Thread thread = Thread.getDefaultInstance();

    ParticipantsTest(ThreadWorld world) {
        this.world = world;
    }

    @BeforeEach
    void create() {
        thread = world.group(ann, bob, cat);
    }

    @Test
    void addedUsersAreMembers() {
        var changed = world.add(ann, thread, dan, bob);
        assertThat(changed.getParticipantCount()).isEqualTo(4);
        assertThat(changed.getEtag()).isNotEqualTo(thread.getEtag());
        assertThat(list(ann)).extracting(Participant::getUserId).containsExactly(ann, bob, cat, dan);
        assertThat(list(ann).getLast().getGroupRole()).isEqualTo(GroupRole.GROUP_ROLE_MEMBER);
        assertThat(list(ann).getLast().getMembership()).isEqualTo(Membership.MEMBERSHIP_ACTIVE);
        assertThat(world.fences.isWritable(thread.getThreadId(), dan)).isTrue();
        assertThat(FakeFences.find(world.fences.get(thread.getThreadId()), dan)
                        .orElseThrow()
                        .getActorId())
                .isEqualTo(ann);
        var members = ThreadPermissions.newBuilder()
                .setCanSend(true)
                .setCanLeave(true)
                .build();
        assertThat(world.get(dan, thread).getMyPermissions()).isEqualTo(members);
    }

    @Test
    void tokenContainsTheHeadThatTheLogReached() {
        var id = new ThreadId(thread.getThreadId());
        var request = AddParticipantsRequest.newBuilder()
                .setThreadId(id.value())
                .setRequestId(ThreadWorld.requestId())
                .addAllParticipants(ThreadWorld.drafts(dan))
                .build();
        var added = world.participants(ann).addParticipants(request);
        assertThat(ConsistencyTokens.read(List.of(added.getConsistencyToken())))
                .containsExactly(Position.thread(id, 2), Position.head(id, FakeFences.sequence(2)));
        var repeated = world.participants(ann).addParticipants(request);
        assertThat(repeated.getConsistencyToken())
                .as("the first response may be lost")
                .isEqualTo(added.getConsistencyToken());
        world.fences.takeDown(ann);
        try {
            var alone = world.participants(ann).addParticipants(request);
            assertThat(ConsistencyTokens.read(List.of(alone.getConsistencyToken())))
                    .containsExactly(Position.thread(id, 2));
        } finally {
            world.fences.bringBack(ann);
        }
    }

    /// The inbox tells a user who has left nothing later than the leave, and the head may be reported after it.
    @Test
    void tokenOfALeaveContainsNoHead() {
        var id = new ThreadId(thread.getThreadId());
        var leave = LeaveThreadRequest.newBuilder().setThreadId(id.value()).setRequestId(ThreadWorld.requestId());
        var left = world.participants(bob).leaveThread(leave.build());
        assertThat(ConsistencyTokens.read(List.of(left.getConsistencyToken()))).containsExactly(Position.thread(id, 2));
    }

    @Test
    void onlyOwnersAndAdminsChangeParticipants() {
        refused(Code.PERMISSION_DENIED, "ROLE_MISSING", () -> world.add(bob, thread, dan));
        refused(Code.PERMISSION_DENIED, "ROLE_MISSING", () -> world.remove(bob, thread, cat));
    }

    @Test
    void usersWhoAreNotParticipantsAreDenied() {
        var unknown = thread.toBuilder().setThreadId("thr_unknown").build();
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.add(dan, thread, dan));
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.remove(dan, thread, bob));
        refused(Code.PERMISSION_DENIED, DENIED, () -> list(dan));
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.leave(ann, unknown));
    }

    @Test
    void threadHasAtMost300Participants() {
        var full = world.group(ann, users(299));
        var failure = refused(Code.FAILED_PRECONDITION, "THREAD_FULL", () -> world.add(ann, full, dan));
        assertThat(WireProblems.errorInfo(failure).getMetadataMap()).containsEntry("limit", "300");
        assertThat(WireProblems.detail(failure, PreconditionFailure.class).getViolations(0))
                .satisfies(violation -> assertThat(violation.getType()).isEqualTo("THREAD_FULL"))
                .satisfies(violation -> assertThat(violation.getSubject()).isEqualTo(full.getThreadId()));
    }

    @Test
    void removedUserCannotReadOrWriteAnyMore() {
        var changed = world.remove(ann, thread, bob);
        assertThat(changed.getParticipantCount()).isEqualTo(2);
        assertThat(changed.getParticipantPreviewList())
                .extracting(ParticipantBrief::getUserId)
                .containsExactly(cat);
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(bob, thread));
        assertThat(world.fences.isWritable(thread.getThreadId(), bob)).isFalse();
        assertThat(world.fences.isWritable(thread.getThreadId(), cat)).isTrue();
        var access = world.access(thread, bob);
        assertThat(access.getReadable()).isFalse();
        assertThat(access.getWritable()).isFalse();
        assertThat(access.getVersion()).isEqualTo(2);
        assertThat(access.getParticipant().getMembership()).isEqualTo(Membership.MEMBERSHIP_REMOVED);
        assertThat(access.getParticipant().getLeaveTime()).isEqualTo(changed.getUpdateTime());
    }

    @Test
    void ownerCannotBeRemovedAndOtherUsersAreNotFound() {
        refused(Code.FAILED_PRECONDITION, "OWNER_FIXED", () -> world.remove(ann, thread, ann));
        refused(Code.NOT_FOUND, "PARTICIPANT_NOT_FOUND", () -> world.remove(ann, thread, dan));
    }

    /// No RPC bans yet, so the test writes the row that one will write.
    @Test
    void bannedUserCannotBeAdded() {
        world.remove(ann, thread, bob);
        world.run("update participant set membership = 5 where thread_id = '%s' and user_id = '%s'"
                .formatted(thread.getThreadId(), bob));
        var failure = refused(Code.FAILED_PRECONDITION, "PARTICIPANT_BANNED", () -> world.add(ann, thread, dan, bob));
        assertThat(WireProblems.errorInfo(failure).getMetadataMap())
                .containsEntry("thread_id", thread.getThreadId())
                .containsEntry("user_id", bob);
        assertThat(WireProblems.detail(failure, PreconditionFailure.class).getViolations(0))
                .satisfies(violation -> assertThat(violation.getType()).isEqualTo("PARTICIPANT_BANNED"))
                .satisfies(violation -> assertThat(violation.getSubject()).isEqualTo(thread.getThreadId()));
        assertThat(list(ann)).extracting(Participant::getUserId).containsExactly(ann, cat);
    }

    @Test
    void firstParticipantBecomesOwnerWhenTheOwnerLeaves() {
        world.leave(ann, thread);
        var left = world.get(bob, thread);
        assertThat(left.getOwnerId()).isEqualTo(bob);
        assertThat(left.getCreatorId()).isEqualTo(ann);
        assertThat(list(bob))
                .extracting(Participant::getGroupRole)
                .containsExactly(GroupRole.GROUP_ROLE_OWNER, GroupRole.GROUP_ROLE_MEMBER);
        assertThat(world.access(thread, ann).getParticipant().getMembership()).isEqualTo(Membership.MEMBERSHIP_LEFT);
    }

    @Test
    void participantsComeInPages() {
        var request = ListParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setPageSize(2)
                .build();
        var first = world.participants(bob).listParticipants(request);
        var next = request.toBuilder().setPageToken(first.getNextPageToken()).build();
        var second = world.participants(bob).listParticipants(next);
        assertThat(first.getParticipantsList())
                .extracting(Participant::getUserId)
                .containsExactly(ann, bob);
        assertThat(second.getParticipantsList())
                .extracting(Participant::getUserId)
                .containsExactly(cat);
        assertThat(second.getNextPageToken()).isEmpty();

        var other = world.group(bob, ann, cat).getThreadId();
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.participants(bob)
                        .listParticipants(next.toBuilder().setThreadId(other).build()));
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.participants(ann).listParticipants(next));
    }

    private List<Participant> list(String user) {
        return world.participants(user)
                .listParticipants(ListParticipantsRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .build())
                .getParticipantsList();
    }
}

package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.id.ThreadId;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.Membership;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadPermissions;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedThreads.class)
final class BlocksTest {
    private static final String NO_CONTACT = "CONTACT_NOT_ALLOWED";

    private final ThreadWorld world;
    private final String ann = user("ann");
    private final String bob = user("bob");
    private final String cat = user("cat");
    private long blocks;

    BlocksTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void blockClosesTwoPersonThreadsAndHidesMessagesInLargerOnes() {
        var direct = world.direct(ann, bob).getThread();
        var pair = world.group(bob, ann);
        var three = world.group(cat, bob, ann);
        var reply = world.block(ann, bob, true, 1);
        assertThat(reply.getVersion()).isEqualTo(1);
        assertThat(ConsistencyTokens.read(List.of(reply.getConsistencyToken())))
                .containsExactlyInAnyOrder(
                        Position.thread(new ThreadId(direct.getThreadId()), 1),
                        Position.thread(new ThreadId(pair.getThreadId()), 1),
                        Position.thread(new ThreadId(three.getThreadId()), 1));
        assertClosed(direct, ann, bob);
        assertClosed(pair, ann, bob);
        assertOpen(three, ann, bob, cat);
        assertThat(world.fences.get(three.getThreadId()).getHiddenSendersList())
                .containsExactly(ByteString.EMPTY, ByteString.EMPTY, ByteString.copyFrom(new byte[] {2}));
    }

    @Test
    void endedBlockOpensTheThreadsAgain() {
        var direct = world.direct(ann, bob).getThread();
        var three = world.group(ann, bob, cat);
        world.block(ann, bob, true, 1);
        world.block(ann, bob, false, 2);
        assertOpen(direct, ann, bob);
        assertThat(world.access(direct, ann).getVersion()).isEqualTo(3);
        assertThat(world.fences.get(three.getThreadId()).getHiddenSendersList()).isEmpty();
    }

    @Test
    void blockInTheOtherDirectionStays() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 1);
        world.block(bob, ann, true, 1);
        world.block(ann, bob, false, 2);
        assertClosed(direct, ann, bob);
    }

    @Test
    void oldVersionOfABlockChangesNothing() {
        var direct = world.direct(ann, bob).getThread();
        world.block(ann, bob, true, 3);
        assertThat(world.block(ann, bob, false, 2).getVersion()).isEqualTo(3);
        assertThat(world.block(ann, bob, false, 3).getVersion()).isEqualTo(3);
        assertClosed(direct, ann, bob);
        assertThat(world.access(direct, ann).getVersion()).isEqualTo(2);
    }

    /// A caller that retries a block after a lost response, or after another relay, can wait for the inbox as
    /// well.
    @Test
    void blockThatIsAlreadyAppliedHasTheSameToken() {
        var direct = world.direct(ann, bob).getThread();
        var token = world.block(ann, bob, true, 2).getConsistencyToken();
        assertThat(ConsistencyTokens.read(List.of(token)))
                .containsExactly(Position.thread(new ThreadId(direct.getThreadId()), 1));
        assertThat(world.block(ann, bob, true, 2).getConsistencyToken()).isEqualTo(token);
        assertThat(world.block(ann, bob, false, 1).getConsistencyToken()).isEqualTo(token);
    }

    @Test
    void blockOfUsersWhoShareNoThreadHasATokenThatWaitsForNothing() {
        String token = world.block(user("dan"), user("eve"), true, 1).getConsistencyToken();
        assertThat(token).isNotEmpty();
        assertThat(ConsistencyTokens.read(List.of(token))).isEmpty();
    }

    /// Both users see the same effects of a block, in either direction: the participants, and a thread to
    /// which they cannot send.
    @Test
    void bothUsersSeeTheSameOfABlock() {
        var group = world.group(ann, bob);
        world.block(ann, bob, true, 1);
        var silent = ThreadPermissions.newBuilder().setCanLeave(true).build();
        assertThat(world.get(bob, group).getMyPermissions()).isEqualTo(silent);
        assertThat(world.get(ann, group).getMyPermissions())
                .isEqualTo(silent.toBuilder().setCanRemoveParticipants(true).build());
        for (var user : new String[] {ann, bob}) {
            var listed = world.participants(user)
                    .listParticipants(ListParticipantsRequest.newBuilder()
                            .setThreadId(group.getThreadId())
                            .build());
            assertThat(listed.getParticipantsList())
                    .extracting(Participant::getMembership)
                    .containsOnly(Membership.MEMBERSHIP_ACTIVE);
        }
    }

    /// The blocked user of a group sees no change: no etag and no time reveals the block, or its end.
    @Test
    void blockInAGroupChangesTheThreadForNobody() {
        var three = world.group(cat, ann, bob);
        world.block(ann, bob, true, 1);
        for (var user : new String[] {ann, bob, cat}) {
            var seen = world.get(user, three);
            assertThat(seen.getEtag()).as("etag for %s", user).isEqualTo(three.getEtag());
            assertThat(seen.getUpdateTime()).as("time for %s", user).isEqualTo(three.getUpdateTime());
        }
        world.block(ann, bob, false, 2);
        assertThat(world.get(cat, three)).isEqualTo(three);
        assertThat(world.access(three, cat).getVersion()).isEqualTo(3);

        var added = world.add(cat, three, user("dan"));
        assertThat(added.getEtag()).isNotEqualTo(three.getEtag());
        assertThat(WireTime.toInstant(added.getUpdateTime())).isAfter(WireTime.toInstant(three.getUpdateTime()));
    }

    /// The two users of a closed thread see that neither can send, and nothing else. After the block, nothing
    /// tells that there was one.
    @Test
    void blockChangesNothingInATwoPersonThreadButThePermissionToSend() {
        for (var thread : List.of(world.direct(ann, bob).getThread(), world.group(ann, bob))) {
            var before = world.get(bob, thread);
            var listed = listed(thread);
            assertThat(before.getMyPermissions().getCanSend()).isTrue();
            world.block(ann, bob, true, ++blocks);
            var closed = world.get(bob, thread);
            assertThat(closed.getMyPermissions().getCanSend()).isFalse();
            assertThat(closed.toBuilder()
                            .setMyPermissions(before.getMyPermissions())
                            .build())
                    .isEqualTo(before);
            assertThat(listed(thread)).isEqualTo(listed);
            assertThat(world.get(ann, thread).getEtag()).isEqualTo(before.getEtag());
            world.block(ann, bob, false, ++blocks);
            assertThat(world.get(bob, thread).toByteString()).isEqualTo(before.toByteString());
        }
    }

    /// A later change continues the etags as if there had been no block.
    @Test
    void etagsDoNotCountBlocks() {
        var blocked = world.group(ann, bob);
        var other = world.group(ann, cat);
        world.block(ann, bob, true, 1);
        world.block(ann, bob, false, 2);
        var dan = user("dan");
        assertThat(world.add(ann, blocked, dan).getEtag())
                .isEqualTo(world.add(ann, other, dan).getEtag());
    }

    /// Users can read what their tokens contain, and compare the tokens of two calls.
    @Test
    void tokensDoNotCountBlocks() {
        var direct = world.direct(bob, ann);
        var three = world.group(bob, ann, cat);
        world.block(ann, bob, true, 1);
        world.block(ann, bob, false, 2);
        assertThat(facts(world.direct(bob, ann).getConsistencyToken()))
                .isEqualTo(facts(direct.getConsistencyToken()))
                .containsExactly(1L);
        assertThat(facts(addToken(bob, three, user("dan")))).containsExactly(2L);
        world.block(cat, bob, true, 1);
        assertThat(facts(addToken(bob, three, user("dan")))).containsExactly(3L);
    }

    private String addToken(String by, Thread thread, String user) {
        return world.participants(by)
                .addParticipants(AddParticipantsRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .setRequestId(ThreadWorld.requestId())
                        .addAllParticipants(ThreadWorld.drafts(user))
                        .build())
                .getConsistencyToken();
    }

    private static List<Long> facts(String token) {
        return ConsistencyTokens.read(List.of(token)).stream()
                .filter(Position.Facts.class::isInstance)
                .map(Position::value)
                .toList();
    }

    private List<Participant> listed(Thread thread) {
        return world.participants(bob)
                .listParticipants(ListParticipantsRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .build())
                .getParticipantsList();
    }

    @Test
    void newThreadsUnderABlockAreRefused() {
        world.block(ann, bob, true, 1);
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.direct(ann, bob));
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.direct(bob, ann));
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.group(bob, ann, cat));
        var group = world.group(bob, cat);
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.add(bob, group, ann));
        world.block(ann, bob, false, 2);
        assertOpen(world.direct(bob, ann).getThread(), ann, bob);
    }

    @Test
    void blockedUserCannotReopenAClosedThread() {
        var thread = world.group(bob, ann);
        world.block(ann, bob, true, 1);
        refused(Code.PERMISSION_DENIED, NO_CONTACT, () -> world.add(bob, thread, cat));
        assertClosed(thread, ann, bob);
    }

    @Test
    void accessToAForeignThreadLooksLikeThatToAnUnknownThread() {
        var thread = world.direct(ann, bob).getThread();
        assertThat(world.access(thread, cat)).isEqualTo(world.access("thr_unknown", ann));
        assertThat(world.access(thread, cat).hasParticipant()).isFalse();
        assertThat(world.access(thread, cat).getVersion()).isZero();
    }

    @Test
    void onlyServicesWithTheScopeCallThePolicy() {
        var user = ThreadPolicyServiceGrpc.newBlockingStub(world.service.as(ann));
        var other = ThreadPolicyServiceGrpc.newBlockingStub(world.service.asService("message", "thread.read"));
        var request = CheckAccessRequest.newBuilder()
                .setThreadId("thr_unknown")
                .setUserId(ann)
                .build();
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> user.checkAccess(request));
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> other.checkAccess(request));
    }

    private void assertClosed(Thread thread, String... users) {
        for (var user : users) {
            var access = world.access(thread, user);
            assertThat(access.getReadable()).isTrue();
            assertThat(access.getWritable()).isFalse();
            assertThat(access.getContactClosed()).isTrue();
            assertThat(access.getParticipant().getMembership()).isEqualTo(Membership.MEMBERSHIP_ACTIVE);
            assertThat(world.fences.version(thread.getThreadId())).isEqualTo(access.getVersion());
            assertThat(world.fences.isWritable(thread.getThreadId(), user)).isFalse();
        }
    }

    private void assertOpen(Thread thread, String... users) {
        for (var user : users) {
            var access = world.access(thread, user);
            assertThat(access.getWritable()).isTrue();
            assertThat(access.getContactClosed()).isFalse();
            assertThat(world.fences.version(thread.getThreadId())).isEqualTo(access.getVersion());
            assertThat(world.fences.isWritable(thread.getThreadId(), user)).isTrue();
        }
    }
}

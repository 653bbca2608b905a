package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static dev.parley.thread.ThreadWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.testing.WireProblems;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.BatchGetThreadsResponse;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.ParticipantBrief;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadLink;
import dev.parley.thread.v1.ThreadPermissions;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadStatus;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedThreads.class)
final class ThreadsTest {
    private static final ThreadPermissions ALL = ThreadPermissions.newBuilder()
            .setCanSend(true)
            .setCanAddParticipants(true)
            .setCanRemoveParticipants(true)
            .setCanLeave(true)
            .build();

    private final ThreadWorld world;

    ThreadsTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void serviceCreatesAnyKindWithLinkAndRolesForTheOwner() {
        var ann = user("ann");
        var bob = user("bob");
        var reply = world.booking().createThread(booking(ann, bob));

        var thread = reply.getThread();
        assertThat(reply.getReplayed()).isFalse();
        assertThat(thread.getThreadId()).matches("thr_[0-9a-z]{26}");
        assertThat(thread.getForm()).isEqualTo(ThreadForm.THREAD_FORM_GROUP);
        assertThat(thread.getKind()).isEqualTo(ThreadKind.THREAD_KIND_BOOKING);
        assertThat(thread.getStatus()).isEqualTo(ThreadStatus.THREAD_STATUS_OPEN);
        assertThat(thread.getSubject()).isEqualTo("Portraits on Sunday");
        assertThat(thread.getLink().getBookingId()).isEqualTo("bkg_17");
        assertThat(thread.getCreatorId()).isEqualTo("service:booking");
        assertThat(thread.getOwnerId()).isEqualTo(ann);
        assertThat(thread.getParticipantCount()).isEqualTo(2);
        assertThat(thread.getEtag()).isNotEmpty();
        assertThat(thread.hasMyPermissions()).isFalse();
        assertThat(thread.getParticipantPreviewList())
                .containsExactly(
                        brief(ann, MarketplaceRole.MARKETPLACE_ROLE_BUYER, GroupRole.GROUP_ROLE_OWNER, ""),
                        brief(
                                bob,
                                MarketplaceRole.MARKETPLACE_ROLE_PROVIDER,
                                GroupRole.GROUP_ROLE_MEMBER,
                                "Photographer"));
        assertThat(ConsistencyTokens.read(List.of(reply.getConsistencyToken())))
                .containsExactly(Position.thread(new dev.parley.id.ThreadId(thread.getThreadId()), 1));
        assertThat(world.get(ann, thread).getMyPermissions()).isEqualTo(ALL);
        assertThat(world.get(bob, thread).getParticipantPreviewList())
                .extracting(ParticipantBrief::getUserId)
                .containsExactly(ann);
        assertThat(world.fences.get(thread.getThreadId()).getParticipants(1).getActorId())
                .isEqualTo("service:booking");
    }

    @Test
    void serviceMustNameTheOwnerAndUserMustNot() {
        var ann = user("ann");
        var nobody = booking(ann, user("bob")).toBuilder().clearOwnerId().build();
        var unnamed = refused(
                Code.INVALID_ARGUMENT, "REQUEST_INVALID", () -> world.booking().createThread(nobody));
        assertThat(Refusals.fields(unnamed)).containsExactly("owner_id");
        var named = draft(user("bob")).toBuilder().setOwnerId(ann).build();
        var failure = refused(
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID",
                () -> world.threads(ann).createThread(named));
        assertThat(Refusals.fields(failure)).containsExactly("owner_id");
    }

    @Test
    void usersCannotSetKindsLinksAndRolesOfAuthority() {
        var ann = user("ann");
        var plain = draft(user("bob"));
        assertAuthority("kind", ann, plain.toBuilder().setKind(ThreadKind.THREAD_KIND_SUPPORT));
        assertAuthority(
                "link", ann, plain.toBuilder().setLink(ThreadLink.newBuilder().setOrderId("o-1")));
        assertAuthority(
                "participants[1].marketplace_role",
                ann,
                plain.toBuilder()
                        .addParticipants(ParticipantDraft.newBuilder()
                                .setUserId(ann)
                                .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_SUPPORT)));
        var other = ThreadServiceGrpc.newBlockingStub(world.service.asService("other", "thread.read"));
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> other.createThread(plain));
    }

    @Test
    void everyKindOfLinkIsReturned() {
        var ann = user("ann");
        var links = List.of(
                ThreadLink.newBuilder().setOrderId("o-1").build(),
                ThreadLink.newBuilder().setBookingId("b-1").build(),
                ThreadLink.newBuilder().setLegId("l-1").build(),
                ThreadLink.newBuilder().setLbgId("g-1").build(),
                ThreadLink.newBuilder().setPostingId("p-1").build(),
                ThreadLink.newBuilder()
                        .setOrderId("o-2")
                        .setBookingId("b-2")
                        .setLegId("l-2")
                        .setLbgId("g-2")
                        .setPostingId("p-2")
                        .build());
        for (var link : links) {
            var request = booking(ann, user("bob")).toBuilder().setLink(link).build();
            var thread = world.booking().createThread(request).getThread();
            assertThat(world.get(ann, thread).getLink()).isEqualTo(link);
        }
    }

    @Test
    void unsetRoleIsNone() {
        var ann = user("ann");
        var thread = world.group(user("bob"), ann);
        assertThat(world.get(ann, thread).getParticipantPreview(0).getMarketplaceRole())
                .isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_NONE);
    }

    @Test
    void threadOf300IsCreatedAndOthersRefused() {
        var ann = user("ann");
        var largest = world.group(ann, users(299));
        assertThat(largest.getParticipantCount()).isEqualTo(300);
        assertThat(largest.getParticipantPreviewCount()).isEqualTo(5);
        assertThat(world.get(ann, largest)).isEqualTo(largest);
        var larger = refused(Code.INVALID_ARGUMENT, "REQUEST_INVALID", () -> world.group(ann, users(300)));
        assertThat(Refusals.fields(larger)).containsExactly("participants");
        var alone = refused(Code.INVALID_ARGUMENT, "REQUEST_INVALID", () -> world.group(ann, ann));
        assertThat(Refusals.fields(alone)).containsExactly("participants");
    }

    @Test
    void foreignThreadIsDeniedLikeAnUnknownOne() {
        var thread = world.group(user("ann"), user("bob"));
        var foreign = refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(user("eve"), thread));
        var missing = refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(user("eve"), "thr_unknown"));
        assertThat(foreign.getStatus()).hasToString(missing.getStatus().toString());
    }

    @Test
    void threadIsDeniedToUserWhoLeft() {
        var bob = user("bob");
        var thread = world.group(user("ann"), bob, user("cat"));
        world.leave(bob, thread);
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(bob, thread));
    }

    @Test
    void batchReturnsUsersTheirThreadsAndReadersAll() {
        var ann = user("ann");
        var first = world.group(ann, user("bob")).getThreadId();
        var second = world.group(ann, user("bob"), user("cat")).getThreadId();
        var foreign = world.group(user("bob"), user("cat")).getThreadId();
        var request = batch(second, "thr_unknown", foreign, first);

        var seen = world.threads(ann).batchGetThreads(request);
        assertThat(ids(seen)).containsExactly(second, first);
        assertThat(seen.getMissingThreadIdsList()).containsExactly("thr_unknown", foreign);

        var all = ThreadServiceGrpc.newBlockingStub(world.reader()).batchGetThreads(request);
        assertThat(ids(all)).containsExactly(second, foreign, first);
        assertThat(all.getMissingThreadIdsList()).containsExactly("thr_unknown");
        assertThat(all.getThreads(0).getParticipantPreviewCount()).isEqualTo(3);
        assertThat(all.getThreads(0).hasMyPermissions()).isFalse();
    }

    @Test
    void batchIsRefusedForServiceWithoutTheScope() {
        var stub = ThreadServiceGrpc.newBlockingStub(world.service.asService("other", "thread.policy"));
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> stub.batchGetThreads(batch("thr_unknown")));
    }

    @Test
    void listReturnsThreadsOfSomeKindsNewestFirstInPages() {
        var ann = user("ann");
        var bob = user("bob");
        var created = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            created.addFirst(world.group(ann, bob).getThreadId());
            world.booking().createThread(booking(ann, bob));
        }
        created.addFirst(world.direct(bob, ann).getThread().getThreadId());
        var request = ListThreadsRequest.newBuilder()
                .addKinds(ThreadKind.THREAD_KIND_CHAT)
                .addKinds(ThreadKind.THREAD_KIND_INQUIRY)
                .setPageSize(3)
                .build();

        var first = world.threads(ann).listThreads(request);
        var second = world.threads(ann)
                .listThreads(request.toBuilder()
                        .setPageToken(first.getNextPageToken())
                        .build());

        var listed = new ArrayList<>(first.getThreadsList());
        listed.addAll(second.getThreadsList());
        assertThat(first.getThreadsCount()).isEqualTo(3);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(listed).extracting(Thread::getThreadId).containsExactlyElementsOf(created);
        assertThat(listed).allSatisfy(thread -> assertThat(thread).isEqualTo(world.get(ann, thread)));
        assertThat(world.threads(ann)
                        .listThreads(ListThreadsRequest.getDefaultInstance())
                        .getThreadsCount())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "+294277-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
    void forgedPageTokenIsRefused(String time) {
        var ann = user("ann");
        var token = PageTokens.write("ListThreads|" + ann + "|kinds=", time, "thr_a");
        var request = ListThreadsRequest.newBuilder().setPageToken(token).build();

        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.threads(ann).listThreads(request));
    }

    @Test
    void pageTokenOfAnotherQueryOrUserIsRefused() {
        var ann = user("ann");
        world.group(ann, user("bob"));
        world.group(ann, user("bob"));
        var request = ListThreadsRequest.newBuilder().setPageSize(1).build();
        var token = world.threads(ann).listThreads(request).getNextPageToken();
        var next = request.toBuilder().setPageToken(token).build();
        var otherKind = next.toBuilder().addKinds(ThreadKind.THREAD_KIND_CHAT).build();
        var broken = next.toBuilder().setPageToken("x" + token).build();

        assertThat(world.threads(ann).listThreads(next).getThreadsCount()).isEqualTo(1);
        assertTokenRefused(ann, otherKind);
        assertTokenRefused(ann, broken);
        assertTokenRefused(user("eve"), next);
    }

    private void assertTokenRefused(String user, ListThreadsRequest request) {
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.threads(user).listThreads(request));
    }

    private void assertAuthority(String field, String user, CreateThreadRequest.Builder request) {
        var failure = refused(
                Code.PERMISSION_DENIED,
                "THREAD_AUTHORITY_MISSING",
                () -> world.threads(user).createThread(request.build()));
        assertThat(WireProblems.errorInfo(failure).getMetadataMap()).containsEntry("field", field);
    }

    private static CreateThreadRequest booking(String owner, String provider) {
        return CreateThreadRequest.newBuilder()
                .setRequestId(requestId())
                .setKind(ThreadKind.THREAD_KIND_BOOKING)
                .setSubject("Portraits on Sunday")
                .setLink(ThreadLink.newBuilder().setBookingId("bkg_17"))
                .setOwnerId(owner)
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(provider)
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_PROVIDER)
                        .setRoleContext("Photographer"))
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(owner)
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_BUYER))
                .build();
    }

    private static ParticipantBrief brief(String user, MarketplaceRole role, GroupRole groupRole, String context) {
        return ParticipantBrief.newBuilder()
                .setUserId(user)
                .setMarketplaceRole(role)
                .setGroupRole(groupRole)
                .setRoleContext(context)
                .build();
    }

    private static BatchGetThreadsRequest batch(String... ids) {
        return BatchGetThreadsRequest.newBuilder().addAllThreadIds(List.of(ids)).build();
    }

    private static List<String> ids(BatchGetThreadsResponse batch) {
        return batch.getThreadsList().stream().map(Thread::getThreadId).toList();
    }
}

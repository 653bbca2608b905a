package dev.parley.thread;

import static dev.parley.thread.ThreadWorld.DENIED;
import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.user;
import static dev.parley.thread.ThreadWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.paging.PageTokens;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.BatchGetThreadsResponse;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ParticipantStatus;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadLink;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThreadsTest {
    private static ThreadWorld world;

    @BeforeAll
    static void start() {
        world = new ThreadWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void createdGroupHasItsCreatorAsOwnerAndTheOthersAsMembers() {
        var ann = user("ann");
        var bob = user("bob");
        var request = draft().toBuilder()
                .setKind(ThreadKind.THREAD_KIND_BOOKING)
                .setSubject("Portraits on Sunday")
                .setLink(ThreadLink.newBuilder().setBookingId("bkg_17"))
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(bob)
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_PROVIDER)
                        .setRoleContext("Photographer"))
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(ann)
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_BUYER))
                .build();

        var thread = world.threads(ann).createThread(request);

        assertThat(thread.getThreadId()).matches("thr_[0-9a-z]{26}");
        assertThat(thread.getForm()).isEqualTo(ThreadForm.THREAD_FORM_GROUP);
        assertThat(thread.getKind()).isEqualTo(ThreadKind.THREAD_KIND_BOOKING);
        assertThat(thread.getSubject()).isEqualTo("Portraits on Sunday");
        assertThat(thread.getLink().getBookingId()).isEqualTo("bkg_17");
        assertThat(thread.getCreatorId()).isEqualTo(ann);
        assertThat(thread.getOwnerId()).isEqualTo(ann);
        assertThat(thread.getParticipantCount()).isEqualTo(2);
        assertThat(thread.getVersion()).isEqualTo(1);
        assertThat(thread.getParticipantsList())
                .extracting(Participant::getUserId)
                .containsExactly(ann, bob);
        assertThat(thread.getParticipants(0).getGroupRole()).isEqualTo(GroupRole.GROUP_ROLE_OWNER);
        assertThat(thread.getParticipants(0).getMarketplaceRole()).isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_BUYER);
        assertThat(thread.getParticipants(1).getGroupRole()).isEqualTo(GroupRole.GROUP_ROLE_MEMBER);
        assertThat(thread.getParticipants(1).getRoleContext()).isEqualTo("Photographer");
        assertThat(thread.getParticipants(1).getStatus()).isEqualTo(ParticipantStatus.PARTICIPANT_STATUS_ACTIVE);
        assertThat(world.get(bob, thread)).isEqualTo(thread);
    }

    @Test
    void everyKindOfLinkComesBack() {
        var ann = user("ann");
        var links = List.of(
                ThreadLink.newBuilder().setOrderId("o-1").build(),
                ThreadLink.newBuilder().setBookingId("b-1").build(),
                ThreadLink.newBuilder().setLegId("l-1").build(),
                ThreadLink.newBuilder().setLbgId("g-1").build(),
                ThreadLink.newBuilder().setPostingId("p-1").build());
        for (var link : links) {
            var thread = world.threads(ann)
                    .createThread(draft(user("bob")).toBuilder().setLink(link).build());
            assertThat(world.get(ann, thread).getLink()).isEqualTo(link);
        }
    }

    @Test
    void threadOfThreeDoesNotListItsParticipants() {
        var ann = user("ann");
        var thread = world.group(ann, user("bob"), user("cat"));
        assertThat(thread.getParticipantCount()).isEqualTo(3);
        assertThat(thread.getParticipantsList()).isEmpty();
        assertThat(world.get(ann, thread)).isEqualTo(thread);
    }

    @Test
    void threadOfOneIsRefused() {
        var ann = user("ann");
        var failure = refused(Code.INVALID_ARGUMENT, "REQUEST_INVALID", () -> world.group(ann, ann));
        assertThat(Refusals.fields(failure)).containsExactly("participants");
    }

    @Test
    void threadOf300IsCreatedAndOneOf301Refused() {
        assertThat(world.group(user("ann"), users(299)).getParticipantCount()).isEqualTo(300);
        var failure = refused(Code.INVALID_ARGUMENT, "REQUEST_INVALID", () -> world.group(user("ann"), users(300)));
        assertThat(Refusals.fields(failure)).containsExactly("participants");
    }

    @Test
    void threadIsDeniedToStrangersLikeAnUnknownOne() {
        var thread = world.group(user("ann"), user("bob"));
        var unknown = thread.toBuilder().setThreadId("thr_unknown").build();
        var foreign = refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(user("eve"), thread));
        var missing = refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(user("eve"), unknown));
        assertThat(foreign.getStatus()).hasToString(missing.getStatus().toString());
    }

    @Test
    void threadIsDeniedToWhoLeft() {
        var bob = user("bob");
        var thread = world.group(user("ann"), bob, user("cat"));
        world.leave(bob, thread);
        refused(Code.PERMISSION_DENIED, DENIED, () -> world.get(bob, thread));
    }

    @Test
    void batchKeepsTheOrderAskedAndDoesNotTellForeignFromUnknown() {
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
    }

    @Test
    void batchIsRefusedToServiceWithoutTheScope() {
        var stub = ThreadServiceGrpc.newBlockingStub(world.service.asService("other", "thread.policy"));
        refused(Code.PERMISSION_DENIED, "SCOPE_MISSING", () -> stub.batchGetThreads(batch("thr_unknown")));
    }

    @Test
    void listGivesOwnThreadsNewestFirstInPages() {
        var ann = user("ann");
        var bob = user("bob");
        var created = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            created.addFirst(world.group(ann, bob).getThreadId());
        }
        created.addFirst(world.direct(bob, ann).getThread().getThreadId());
        world.leave(ann, world.group(ann, bob));
        var request = ListThreadsRequest.newBuilder().setPageSize(4).build();

        var first = world.threads(ann).listThreads(request);
        var second = world.threads(ann)
                .listThreads(request.toBuilder()
                        .setPageToken(first.getNextPageToken())
                        .build());

        var listed = new ArrayList<>(first.getThreadsList());
        listed.addAll(second.getThreadsList());
        assertThat(first.getThreadsCount()).isEqualTo(4);
        assertThat(second.getNextPageToken()).isEmpty();
        assertThat(listed).extracting(Thread::getThreadId).containsExactlyElementsOf(created);
        assertThat(listed)
                .allSatisfy(thread -> assertThat(thread.getParticipantsCount()).isEqualTo(2));
    }

    @Test
    void listKeepsToOneKind() {
        var ann = user("ann");
        var direct = world.direct(ann, user("bob")).getThread();
        world.group(ann, user("bob"));
        var request = ListThreadsRequest.newBuilder()
                .setKind(ThreadKind.THREAD_KIND_CHAT)
                .build();
        assertThat(world.threads(ann).listThreads(request).getThreadsList()).containsExactly(direct);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "+294277-01-01T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
    void forgedPageTokenIsRefused(String time) {
        var ann = user("ann");
        var token = PageTokens.write("ListThreads|" + ann + "|kind=0", time, "thr_a");
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
        var otherKind = next.toBuilder().setKind(ThreadKind.THREAD_KIND_CHAT).build();
        var broken = next.toBuilder().setPageToken("x" + token).build();

        assertThat(world.threads(ann).listThreads(next).getThreadsCount()).isEqualTo(1);
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.threads(ann).listThreads(otherKind));
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.threads(ann).listThreads(broken));
        refused(
                Code.INVALID_ARGUMENT,
                "PAGE_TOKEN_INVALID",
                () -> world.threads(user("eve")).listThreads(next));
    }

    private static BatchGetThreadsRequest batch(String... ids) {
        return BatchGetThreadsRequest.newBuilder().addAllThreadIds(List.of(ids)).build();
    }

    private static List<String> ids(BatchGetThreadsResponse batch) {
        return batch.getThreadsList().stream().map(Thread::getThreadId).toList();
    }
}

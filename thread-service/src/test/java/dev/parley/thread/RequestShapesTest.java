package dev.parley.thread;

import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.thread.ThreadWorld.draft;
import static dev.parley.thread.ThreadWorld.drafts;
import static dev.parley.thread.ThreadWorld.refused;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static dev.parley.thread.ThreadWorld.users;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.GetOrCreateDirectThreadRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.ThreadLink;
import io.grpc.Status.Code;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that break a rule of the proto are refused with the field, before anything else is checked.
@ExtendWith(SharedThreads.class)
final class RequestShapesTest {
    private final ThreadWorld world;

    private final String ann = user("ann");

    RequestShapesTest(ThreadWorld world) {
        this.world = world;
    }

    @Test
    void creationIsValidated() {
        assertCreationRefused("request_id", it -> it.setRequestId("short"));
        assertCreationRefused("kind", it -> it.clearKind());
        assertCreationRefused("subject", it -> it.setSubject("x".repeat(201)));
        assertCreationRefused("subject", it -> it.setSubject("line\nbreak"));
        assertCreationRefused("link", it -> it.setLink(ThreadLink.getDefaultInstance()));
        assertCreationRefused(
                "link.order_id", it -> it.setLink(ThreadLink.newBuilder().setOrderId("not an id")));
        assertCreationRefused(
                "link.leg_id",
                it -> it.setLink(ThreadLink.newBuilder().setOrderId("o-1").setLegId("x".repeat(65))));
        assertCreationRefused("participants", it -> it.clearParticipants());
        assertCreationRefused("participants", it -> it.addAllParticipants(drafts(users(300))));
        assertCreationRefused("participants", it -> it.addParticipants(it.getParticipants(0)));
        assertCreationRefused(
                "participants[0].user_id",
                it -> it.setParticipants(0, it.getParticipants(0).toBuilder().setUserId("bob")));
        assertCreationRefused(
                "participants[0].role_context",
                it -> it.setParticipants(0, it.getParticipants(0).toBuilder().setRoleContext("a\u0007")));
    }

    /// A newer client must be able to distinguish an older server from a mistake of its own.
    @Test
    void valuesOfANewerContractAreNamed() {
        var newKind = draft(user("bob")).toBuilder().setKindValue(99);
        assertUnknown(
                "kind",
                "parley.thread.v1.ThreadKind/99",
                () -> world.threads(ann).createThread(newKind.build()));
        var newRole = draft(user("bob")).toBuilder();
        newRole.getParticipantsBuilder(0).setMarketplaceRoleValue(77);
        assertUnknown(
                "participants[0].marketplace_role",
                "parley.thread.v1.MarketplaceRole/77",
                () -> world.threads(ann).createThread(newRole.build()));
        var list = ListThreadsRequest.newBuilder().addKindsValue(1).addKindsValue(77);
        assertUnknown(
                "kinds[1]",
                "parley.thread.v1.ThreadKind/77",
                () -> world.threads(ann).listThreads(list.build()));
    }

    private static void assertUnknown(String field, String feature, ThrowingCallable call) {
        var failure = refused(Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE", call);
        assertThat(errorInfo(failure).getMetadataMap())
                .containsEntry("field", field)
                .containsEntry("feature", feature);
    }

    /// C0, delete and C1: characters that a text of several lines may contain are not allowed in a single
    /// line.
    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\t", "\n", "\r", "\u001f", "\u007f", "\u0080", "\u0085", "\u009f"})
    void singleLinesContainNoControlCharacters(String control) {
        assertCreationRefused("subject", it -> it.setSubject("a" + control + "b"));
        assertCreationRefused(
                "participants[0].role_context",
                it -> it.setParticipants(0, it.getParticipants(0).toBuilder().setRoleContext("a" + control)));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\u00a0\u3000", "\u200b", "\ufe0f\u200d", "\u3164"})
    void subjectsAndRolesShowSomething(String blank) {
        assertCreationRefused("subject", it -> it.setSubject(blank));
        assertCreationRefused(
                "participants[0].role_context",
                it -> it.setParticipants(0, it.getParticipants(0).toBuilder().setRoleContext(blank)));
    }

    @Test
    void otherCharactersAreAllowedInALine() {
        var request = draft(user("bob")).toBuilder()
                .setSubject("Größe\u00a0\u00ad \ud83d\ude00 \u202e")
                .build();
        assertThat(world.threads(ann).createThread(request).getThread().getSubject())
                .isEqualTo(request.getSubject());
    }

    @Test
    void readsAreValidated() {
        assertRefused(
                "thread_id",
                () -> world.threads(ann)
                        .getThread(GetThreadRequest.newBuilder()
                                .setThreadId("thread-1")
                                .build()));
        assertRefused(
                "thread_ids", () -> world.threads(ann).batchGetThreads(BatchGetThreadsRequest.getDefaultInstance()));
        assertRefused(
                "thread_ids[0]",
                () -> world.threads(ann)
                        .batchGetThreads(BatchGetThreadsRequest.newBuilder()
                                .addThreadIds("thr_")
                                .build()));
        assertRefused(
                "page_size",
                () -> world.threads(ann)
                        .listThreads(
                                ListThreadsRequest.newBuilder().setPageSize(-1).build()));
        assertRefused(
                "user_id",
                () -> world.threads(ann)
                        .getOrCreateDirectThread(GetOrCreateDirectThreadRequest.newBuilder()
                                .setUserId("bob")
                                .build()));
        assertRefused(
                "page_size",
                () -> world.participants(ann)
                        .listParticipants(ListParticipantsRequest.newBuilder()
                                .setThreadId("thr_unknown")
                                .setPageSize(-1)
                                .build()));
    }

    @Test
    void changesOfParticipantsAreValidated() {
        var add = AddParticipantsRequest.newBuilder()
                .setThreadId("thr_unknown")
                .setRequestId(requestId())
                .addAllParticipants(drafts(ann));
        assertRefused(
                "participants",
                () -> world.participants(ann)
                        .addParticipants(add.clone().clearParticipants().build()));
        assertRefused(
                "participants",
                () -> world.participants(ann)
                        .addParticipants(
                                add.clone().addAllParticipants(drafts(ann)).build()));
        assertRefused(
                "thread_id",
                () -> world.participants(ann)
                        .addParticipants(add.clone().setThreadId("").build()));
        assertRefused(
                "user_id",
                () -> world.participants(ann)
                        .removeParticipant(RemoveParticipantRequest.newBuilder()
                                .setThreadId("thr_unknown")
                                .setRequestId(requestId())
                                .build()));
        assertRefused(
                "request_id",
                () -> world.participants(ann)
                        .leaveThread(LeaveThreadRequest.newBuilder()
                                .setThreadId("thr_unknown")
                                .build()));
    }

    @Test
    void policyCallsAreValidated() {
        var block = ApplyBlockRequest.newBuilder()
                .setBlockerId(ann)
                .setBlockedId(user("bob"))
                .setVersion(1);
        assertRefused(
                "version",
                () -> world.policy().applyBlock(block.clone().clearVersion().build()));
        assertRefused(
                "",
                () -> world.policy().applyBlock(block.clone().setBlockedId(ann).build()));
        assertRefused(
                "thread_id",
                () -> world.policy()
                        .checkAccess(
                                CheckAccessRequest.newBuilder().setUserId(ann).build()));
    }

    private void assertCreationRefused(String field, UnaryOperator<CreateThreadRequest.Builder> change) {
        var request = change.apply(draft(user("bob")).toBuilder()).build();
        assertRefused(field, () -> world.threads(ann).createThread(request));
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        var failure = refused(Code.INVALID_ARGUMENT, "REQUEST_INVALID", call);
        assertThat(Refusals.fields(failure)).containsExactly(field);
    }
}

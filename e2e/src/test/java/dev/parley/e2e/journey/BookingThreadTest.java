package dev.parley.e2e.journey;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.CreateThreadResponse;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadLink;
import dev.parley.thread.v1.ThreadServiceGrpc;
import dev.parley.thread.v1.ThreadServiceGrpc.ThreadServiceBlockingStub;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The booking platform creates a thread for its buyer and its provider, and sends for many users over one
/// stream.
@ExtendWith(SharedServer.class)
final class BookingThreadTest {

    private final ParleyServer server;
    private final User buyer;
    private final User provider;
    private final ThreadServiceBlockingStub booking;

    BookingThreadTest(ParleyServer server) {
        this.server = server;
        buyer = server.as(User.newId("buyer"));
        provider = server.as(User.newId("provider"));
        String token = server.tokens().service("booking", "thread.open");
        booking = ThreadServiceGrpc.newBlockingStub(server.with(token));
    }

    private CreateThreadRequest.Builder request() {
        return CreateThreadRequest.newBuilder()
                .setRequestId(User.newRequestId())
                .setKind(ThreadKind.THREAD_KIND_BOOKING)
                .setLink(ThreadLink.newBuilder().setBookingId("B-" + System.nanoTime()))
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(buyer.userId())
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_BUYER))
                .addParticipants(ParticipantDraft.newBuilder()
                        .setUserId(provider.userId())
                        .setMarketplaceRole(MarketplaceRole.MARKETPLACE_ROLE_PROVIDER));
    }

    @Test
    void serviceCreatesTheThreadOfABookingForItsOwner() {
        CreateThreadRequest request = request().setOwnerId(buyer.userId()).build();
        CreateThreadResponse made = booking.createThread(request);
        assertThat(made.getReplayed()).isFalse();
        assertThat(made.getThread().getOwnerId()).isEqualTo(buyer.userId());
        assertThat(made.getThread().getKind()).isEqualTo(ThreadKind.THREAD_KIND_BOOKING);
        assertThat(made.getThread().getParticipantCount()).isEqualTo(2);
        CreateThreadResponse repeated = booking.createThread(request);
        assertThat(repeated.getReplayed()).isTrue();
        String thread = made.getThread().getThreadId();
        assertThat(repeated.getThread().getThreadId()).isEqualTo(thread);

        var row = provider.row(thread, made.getConsistencyToken());
        assertThat(row.getKind()).isEqualTo(ThreadKind.THREAD_KIND_BOOKING);
        assertThat(row.getParticipantPreviewList()).singleElement().satisfies(other -> {
            assertThat(other.getUserId()).isEqualTo(buyer.userId());
            assertThat(other.getMarketplaceRole()).isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_BUYER);
        });
        String token = buyer.sendText(thread, "See you on Friday.").getConsistencyToken();
        assertThat(provider.row(thread, token).getUnreadCount()).isEqualTo(1);
        assertThat(provider.send(thread, "At ten.").getSequence()).isEqualTo(2);
    }

    @Test
    void usersCannotCreateThreadsOfBusinessObjects() {
        var refused = assertProblem(
                () -> buyer.threads().createThread(request().build()),
                Code.PERMISSION_DENIED,
                "THREAD_AUTHORITY_MISSING");
        assertThat(errorInfo(refused).getMetadataMap()).containsKey("field");
        assertProblem(
                () -> buyer.threads()
                        .createThread(request()
                                .setKind(ThreadKind.THREAD_KIND_CHAT)
                                .clearLink()
                                .setOwnerId(provider.userId())
                                .build()),
                Code.INVALID_ARGUMENT,
                "REQUEST_INVALID");
        assertProblem(() -> booking.createThread(request().build()), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    @Test
    void oneStreamSendsForManyUsers() {
        String thread = buyer.direct(provider.userId());
        String token = server.tokens().service("bff", "act-as-user");
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = MessageServiceGrpc.newStub(server.with(token)).sendMessages(results);
        for (User user : new User[] {buyer, provider}) {
            sends.onNext(SendMessagesRequest.newBuilder()
                    .setSend(User.draft(thread, "for-another-1", "On behalf of " + user.userId()))
                    .setActingUserId(user.userId())
                    .build());
        }
        sends.onNext(SendMessagesRequest.newBuilder()
                .setSend(User.draft(thread, "for-nobody-1", "On behalf of nobody"))
                .build());
        sends.onCompleted();
        assertThat(results.awaitEnd()).isNull();
        assertThat(results.received())
                .filteredOn(SendMessagesResponse::hasSent)
                .extracting(SendMessagesResponse::getActingUserId)
                .containsExactlyInAnyOrder(buyer.userId(), provider.userId());
        assertThat(results.received())
                .filteredOn(SendMessagesResponse::hasError)
                .singleElement()
                .satisfies(result -> assertThat(result.getError().getCode()).isEqualTo(Code.INVALID_ARGUMENT.value()));
        assertThat(buyer.history(thread))
                .hasSize(2)
                .allSatisfy(
                        message -> assertThat(message.getText()).isEqualTo("On behalf of " + message.getSenderId()));
    }
}

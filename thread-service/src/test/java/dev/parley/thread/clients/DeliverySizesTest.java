package dev.parley.thread.clients;

import static dev.parley.thread.contract.ThreadWorkshop.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesResponse;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.SetFenceResult;
import dev.parley.message.internal.v1.SetFencesRequest;
import dev.parley.message.internal.v1.SetFencesResponse;
import dev.parley.platform.outbox.OutboxEntry;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.contract.ThreadWorkshop.Text;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.history.Actor;
import dev.parley.thread.memory.MemoryEngine;
import dev.parley.thread.open.ThreadDraft;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.HiddenSenders;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Participant.Deal;
import dev.parley.thread.roster.Participant.Join;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadStatus;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Deliveries of the largest threads do not exceed the size that the receivers accept in one request.
final class DeliverySizesTest {
    private static final int BYTES = 512 * 1024;
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Fences fences = new Fences();
    private final Inbox inbox = new Inbox();
    private final String name = InProcessServerBuilder.generateName();
    private final Server server = InProcessServerBuilder.forName(name)
            .directExecutor()
            .addService(fences)
            .addService(inbox)
            .build();
    private final ManagedChannel channel =
            InProcessChannelBuilder.forName(name).directExecutor().build();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void end() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void largestFencesAreSentInRequestsOfBoundedSize() {
        var rosters = rosters();
        var pushed = new MessageFences(channel).push(rosters);
        assertThat(pushed.failure()).isEmpty();
        assertThat(pushed.accepted()).hasSize(FenceEnforcer.BATCH);
        assertThat(fences.requests)
                .hasSizeGreaterThan(1)
                .allSatisfy(one -> assertThat(one.getSerializedSize()).isLessThanOrEqualTo(BYTES));
        assertThat(fences.requests.stream().flatMap(one -> one.getFencesList().stream()))
                .allSatisfy(fence -> assertThat(fence.getHiddenSendersList())
                        .hasSize(Roster.LIMIT)
                        .allSatisfy(senders -> assertThat(
                                        BitSet.valueOf(senders.toByteArray()).cardinality())
                                .isEqualTo(Roster.LIMIT - 1)))
                .extracting(Fence::getThreadId)
                .isEqualTo(
                        rosters.stream().map(one -> one.thread().id().value()).toList());
    }

    @Test
    void fencesOfEarlierRequestsCountIfALaterOneGetsNoResponse() {
        fences.answers = 2;
        var rosters = rosters();
        var pushed = new MessageFences(channel).push(rosters);
        assertThat(pushed.failure()).containsInstanceOf(DependencyUnavailable.class);
        assertThat(fences.requests).hasSize(3);
        assertThat(pushed.accepted().keySet())
                .containsExactlyInAnyOrderElementsOf(fences.requests.subList(0, 2).stream()
                        .flatMap(one -> one.getFencesList().stream())
                        .map(fence -> new ThreadId(fence.getThreadId()))
                        .toList());
    }

    @Test
    void largestChangesAreSentInRequestsOfBoundedSize() {
        var shop = new ThreadWorkshop(new MemoryEngine());
        var drafts = users("some").stream()
                .map(user -> new ParticipantDraft(user, new Deal(MarketplaceRole.PROVIDER, "😀".repeat(100))))
                .toList();
        var owner = drafts.getFirst().user();
        var booking = Actor.service("booking");
        var draft = new ThreadDraft(
                booking, owner, new Facts(ThreadKind.BOOKING, "x".repeat(200), Optional.empty()), drafts);
        var entries = new ArrayList<OutboxEntry>();
        for (int i = 0; i < 101; i++) {
            var opened = shop.opener.openAsService(request(booking), draft, Text.FORM);
            entries.add(new OutboxEntry(
                    Consumer.INBOX.topic(), opened.reply().thread().value(), 1));
        }
        new InboxDelivery(shop.engine.directory(), channel).deliver(entries);
        assertThat(inbox.requests)
                .hasSizeGreaterThan(2)
                .allSatisfy(one -> assertThat(one.getSerializedSize()).isLessThanOrEqualTo(BYTES));
        assertThat(inbox.requests.stream().flatMap(one -> one.getChangesList().stream()))
                .extracting(ThreadChange::getThreadId)
                .containsExactlyInAnyOrderElementsOf(
                        entries.stream().map(OutboxEntry::key).toList());
    }

    @Test
    void smallElementsAreSplitByCountAndAnOversizedOneIsSentAlone() {
        var small = Fence.newBuilder().setThreadId("thr_small").build();
        var large = Fence.newBuilder().setThreadId("x".repeat(BYTES)).build();
        assertThat(SizedRequests.split(List.<Fence>of(), 2)).isEmpty();
        assertThat(SizedRequests.split(List.of(small, small, small), 2))
                .containsExactly(List.of(small, small), List.of(small));
        assertThat(SizedRequests.split(List.of(small, large, large, small, small), 2))
                .containsExactly(List.of(small), List.of(large), List.of(large), List.of(small, small));
    }

    @Test
    void requestOfExactlyTheLimitIsOne() {
        var rest = Fence.newBuilder().setThreadId("x".repeat(BYTES / 2 - 8)).build();
        var two = SetFencesRequest.newBuilder().addFences(rest).addFences(rest).build();
        assertThat(two.getSerializedSize()).isEqualTo(BYTES);
        assertThat(SizedRequests.split(two.getFencesList(), 2)).hasSize(1);
    }

    private static List<Roster> rosters() {
        return IntStream.range(0, FenceEnforcer.BATCH)
                .mapToObj(i -> largest("thr_" + i))
                .toList();
    }

    /// Returns a roster with the maximum number of participants, departures and hidden pairs, with the
    /// longest ids.
    private static Roster largest(String thread) {
        var present = users("here");
        var owner = present.getFirst();
        var participants = new ArrayList<Participant>();
        for (var user : present) {
            var join = new Join(NOW, participants.size() + 1L, 1, Actor.of(owner));
            participants.add(Participant.joining(ParticipantDraft.of(user), GroupRole.MEMBER, join));
        }
        var departures = users("gone").stream()
                .map(user -> new Departure(user, Membership.REMOVED, Actor.of(owner), NOW, 2))
                .toList();
        var pairs = present.stream()
                .flatMap(blocker -> Stream.iterate(present.size() - 1, i -> i - 1)
                        .map(present::get)
                        .filter(blocked -> !blocked.equals(blocker))
                        .map(blocked -> new BlockedPair(blocker, blocked))
                        .limit(present.size() - 1L))
                .toList();
        var roster = new Roster(
                new MessageThread(
                        new MessageThread.Identity(new ThreadId(thread), ThreadForm.GROUP, Actor.of(owner), NOW),
                        new Facts(ThreadKind.CHAT, "", Optional.empty()),
                        new MessageThread.Standing(ThreadStatus.OPEN, NOW),
                        new MessageThread.ParticipantSummary(Optional.of(owner), Roster.LIMIT, Roster.LIMIT),
                        new MessageThread.Stamp(2, 2, 0, NOW, new MessageThread.Shown(2, NOW))),
                participants,
                departures,
                HiddenSenders.NONE);
        return roster.settled(Blocks.of(pairs));
    }

    private static List<UserId> users(String prefix) {
        return IntStream.range(0, Roster.LIMIT)
                .mapToObj(i -> new UserId("usr_" + prefix + "%056d".formatted(i)))
                .toList();
    }

    /// A message service that accepts the fences of some requests and then stops responding.
    private static final class Fences extends FenceServiceGrpc.FenceServiceImplBase {
        private final List<SetFencesRequest> requests = new ArrayList<>();
        private int answers = Integer.MAX_VALUE;

        @Override
        public void setFences(SetFencesRequest request, StreamObserver<SetFencesResponse> response) {
            requests.add(request);
            if (requests.size() > answers) {
                response.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            response.onNext(SetFencesResponse.newBuilder()
                    .addAllResults(request.getFencesList().stream()
                            .map(fence -> SetFenceResult.newBuilder()
                                    .setVersion(fence.getVersion())
                                    .build())
                            .toList())
                    .build());
            response.onCompleted();
        }
    }

    private static final class Inbox extends InboxFeedServiceGrpc.InboxFeedServiceImplBase {
        private final List<ApplyThreadChangesRequest> requests = new ArrayList<>();

        @Override
        public void applyThreadChanges(
                ApplyThreadChangesRequest request, StreamObserver<ApplyThreadChangesResponse> response) {
            requests.add(request);
            response.onNext(ApplyThreadChangesResponse.getDefaultInstance());
            response.onCompleted();
        }
    }
}

package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.messageId;
import static dev.parley.inbox.WireUpdates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.feed.v1.CloseReason;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.inbox.v1.FollowInboxesRequest;
import dev.parley.inbox.v1.FollowInboxesResponse;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxSubscription;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// One stream that follows the inboxes of many users.
final class FollowInboxesTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    private final RecordedStream<FollowInboxesRequest, FollowInboxesResponse> stream = RecordedStream.eager();
    private final StreamObserver<FollowInboxesRequest> commands = InboxServiceGrpc.newStub(
                    inbox.service().asService("bff", "act-as-user"))
            .followInboxes(stream);

    private static InboxSubscription.Builder of(String user) {
        return InboxSubscription.newBuilder().setSubscriptionId(user).setActingUserId(user);
    }

    private void subscribe(InboxSubscription.Builder subscription) {
        commands.onNext(
                FollowInboxesRequest.newBuilder().setSubscribe(subscription).build());
    }

    private WatchInboxResponse await(String id, Predicate<WatchInboxResponse> fits) {
        return stream.await(one -> one.getSubscriptionId().equals(id) && fits.test(one.getFeed()))
                .getFeed();
    }

    private List<WatchInboxResponse> received(String id) {
        return stream.received().stream()
                .filter(one -> one.getSubscriptionId().equals(id))
                .map(FollowInboxesResponse::getFeed)
                .toList();
    }

    @Test
    void eachSubscriptionIsTheFeedOfOneInbox() {
        inbox.apply(thread("thr_fi_a1", 1, "usr_fi_ann", "usr_fi_bea"));
        inbox.messages().know(messageId("thr_fi_a1", 1), "Hello");
        subscribe(of("usr_fi_ann").setAfterRevision(0));
        subscribe(of("usr_fi_bea"));
        await("usr_fi_ann", WatchInboxResponse::hasCaughtUp);
        await("usr_fi_bea", WatchInboxResponse::hasCaughtUp);
        inbox.apply(head("thr_fi_a1", 1));
        for (String user : List.of("usr_fi_ann", "usr_fi_bea")) {
            var live = await(user, one -> one.getItem().getRow().getAsOfSequence() == 1);
            assertThat(live.getItem().getUserId()).isEqualTo(user);
            assertThat(live.getItem().getRow()).isEqualTo(inbox.row(user, "thr_fi_a1"));
            long revision = live.getItem().getRevision();
            stream.await(one -> one.getHeartbeat().getHeadsList().stream()
                    .anyMatch(head -> head.getSubscriptionId().equals(user) && head.getPosition() == revision));
        }
        assertThat(received("usr_fi_ann"))
                .filteredOn(WatchInboxResponse::hasItem)
                .hasSize(2);
        assertThat(received("usr_fi_bea"))
                .filteredOn(WatchInboxResponse::hasItem)
                .hasSize(1);
        stream.cancel();
    }

    @Test
    void subscriptionEndsAndResumes() {
        inbox.apply(thread("thr_fi_r1", 1, "usr_fi_rob", "usr_fi_o"));
        subscribe(of("usr_fi_rob").setAfterRevision(0));
        await("usr_fi_rob", WatchInboxResponse::hasCaughtUp);
        commands.onNext(FollowInboxesRequest.newBuilder()
                .setUnsubscribe(Unsubscribe.newBuilder().setSubscriptionId("usr_fi_rob"))
                .build());
        var closing = await("usr_fi_rob", WatchInboxResponse::hasClosing).getClosing();
        inbox.apply(head("thr_fi_r1", 1));
        subscribe(of("usr_fi_rob").setSubscriptionId("again").setResumeToken(closing.getResumeToken()));
        await("again", one -> one.getItem().getRow().getAsOfSequence() == 1);

        assertThat(closing.getReason()).isEqualTo(CloseReason.CLOSE_REASON_UNSUBSCRIBED);
        assertThat(received("again")).filteredOn(WatchInboxResponse::hasItem).hasSize(1);
        stream.cancel();
    }

    @Test
    void refusedSubscriptionIsClosedAndTheOthersGoOn() {
        inbox.apply(thread("thr_fi_d1", 1, "usr_fi_dan", "usr_fi_o"));
        subscribe(of("usr_fi_dan"));
        subscribe(of("usr_fi_dan").setSubscriptionId("beyond").setAfterRevision(1_000_000));
        subscribe(of("usr_fi_dan").setSubscriptionId("token").setResumeToken("nonsense"));
        subscribe(of("").setSubscriptionId("nobody"));
        closedWith("beyond", Code.OUT_OF_RANGE);
        closedWith("token", Code.INVALID_ARGUMENT);
        closedWith("nobody", Code.INVALID_ARGUMENT);
        await("usr_fi_dan", WatchInboxResponse::hasCaughtUp);
        inbox.apply(head("thr_fi_d1", 1));
        await("usr_fi_dan", one -> one.getItem().getRow().getAsOfSequence() == 1);
        stream.cancel();
    }

    private void closedWith(String id, Code code) {
        var closing = await(id, WatchInboxResponse::hasClosing).getClosing();
        assertThat(Code.values()[closing.getStatus().getCode()]).as(id).isEqualTo(code);
        assertThat(closing.getResumeToken()).isEmpty();
    }

    @Test
    void manyLongInboxesCatchUpSideBySide() {
        int users = 40;
        int threads = 11;
        for (int i = 0; i < users; i++) {
            String user = "usr_fi_m" + i;
            inbox.applyThreads(IntStream.range(0, threads)
                    .mapToObj(t -> thread("thr_fi_m-" + user + "-" + t, 1, user, "usr_fi_o"))
                    .toList());
            subscribe(of(user).setAfterRevision(0));
        }
        for (int i = 0; i < users; i++) {
            String user = "usr_fi_m" + i;
            await(user, WatchInboxResponse::hasCaughtUp);
            assertThat(received(user))
                    .filteredOn(WatchInboxResponse::hasItem)
                    .extracting(one -> one.getItem().getRow().getThreadId())
                    .doesNotHaveDuplicates()
                    .hasSize(threads);
        }
        stream.cancel();
    }
}

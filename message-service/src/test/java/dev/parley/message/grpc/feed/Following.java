package dev.parley.message.grpc.feed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.SubscriptionHead;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadSubscription;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// A client of FollowThreads.
public final class Following {

    public final RecordedStream<FollowThreadsRequest, FollowThreadsResponse> stream;
    private final StreamObserver<FollowThreadsRequest> commands;

    private Following(Channel channel, RecordedStream<FollowThreadsRequest, FollowThreadsResponse> stream) {
        this.stream = stream;
        this.commands = MessageServiceGrpc.newStub(channel).followThreads(stream);
    }

    public static Following eager(Channel channel) {
        return new Following(channel, RecordedStream.eager());
    }

    /// Reads only what is requested of its stream.
    static Following stalled(Channel channel) {
        return new Following(channel, RecordedStream.stalled());
    }

    static ThreadSubscription.Builder of(String id, String user, String thread) {
        return ThreadSubscription.newBuilder()
                .setSubscriptionId(id)
                .setActingUserId(user)
                .setThreadId(thread);
    }

    void subscribe(ThreadSubscription.Builder subscription) {
        send(FollowThreadsRequest.newBuilder().setSubscribe(subscription).build());
    }

    /// Subscribes to a thread after a sequence.
    public void subscribe(String id, String user, String thread, long after) {
        subscribe(of(id, user, thread).setAfterSequence(after));
    }

    void unsubscribe(String id) {
        send(FollowThreadsRequest.newBuilder()
                .setUnsubscribe(Unsubscribe.newBuilder().setSubscriptionId(id))
                .build());
    }

    void renew(String token) {
        send(FollowThreadsRequest.newBuilder()
                .setRenew(Renew.newBuilder().setToken(token))
                .build());
    }

    void send(FollowThreadsRequest command) {
        commands.onNext(command);
    }

    void halfClose() {
        commands.onCompleted();
    }

    WatchThreadResponse await(String id, Predicate<WatchThreadResponse> fits) {
        return stream.await(element ->
                        element.getSubscriptionId().equals(id) && element.hasFeed() && fits.test(element.getFeed()))
                .getFeed();
    }

    Closing awaitClosing(String id) {
        return await(id, WatchThreadResponse::hasClosing).getClosing();
    }

    /// Waits until a subscription is closed with a problem, as the call for only its feed would fail.
    public Closing awaitProblem(String id, Code code, String reason) {
        Closing closing = awaitClosing(id);
        assertThat(Code.values()[closing.getStatus().getCode()]).isEqualTo(code);
        assertThat(reason(closing)).isEqualTo(reason);
        return closing;
    }

    private static String reason(Closing closing) {
        for (Any detail : closing.getStatus().getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    return detail.unpack(ErrorInfo.class).getReason();
                } catch (InvalidProtocolBufferException malformed) {
                    throw new AssertionError(malformed);
                }
            }
        }
        return "";
    }

    public void awaitCaughtUp(String id) {
        await(id, WatchThreadResponse::hasCaughtUp);
    }

    public void awaitSequence(String id, long sequence) {
        await(id, element -> through(element) >= sequence);
    }

    /// Waits until a heartbeat has named a position for a subscription.
    void awaitHead(String id, long position) {
        stream.await(element -> element.getHeartbeat().getHeadsList().stream()
                .anyMatch(head -> head.getSubscriptionId().equals(id) && head.getPosition() == position));
    }

    /// Returns the elements of a subscription so far.
    List<WatchThreadResponse> of(String id) {
        return stream.received().stream()
                .filter(element -> element.getSubscriptionId().equals(id))
                .map(FollowThreadsResponse::getFeed)
                .toList();
    }

    /// Returns the positions of a subscription so far, each the first of its item.
    public List<Long> sequences(String id) {
        return of(id).stream()
                .filter(WatchThreadResponse::hasItem)
                .map(element -> element.getItem().getSequence())
                .toList();
    }

    /// Asserts that each subscription is dense after its start, and that each heartbeat names what was sent.
    void assertDense(Map<String, Long> starts) {
        var last = new HashMap<>(starts);
        for (FollowThreadsResponse element : stream.received()) {
            String id = element.getSubscriptionId();
            if (element.getFeed().hasItem()) {
                ThreadItem item = element.getFeed().getItem();
                assertThat(item.getSequence()).as(id).isEqualTo(last.get(id) + 1);
                last.put(id, through(element.getFeed()));
            }
            if (element.getFeed().hasCaughtUp()) {
                assertThat(element.getFeed().getCaughtUp().getPosition()).as(id).isEqualTo(last.get(id));
            }
            for (SubscriptionHead head : element.getHeartbeat().getHeadsList()) {
                assertThat(head.getPosition())
                        .as(head.getSubscriptionId())
                        .isEqualTo(last.get(head.getSubscriptionId()));
            }
        }
    }

    private static long through(WatchThreadResponse element) {
        ThreadItem item = element.getItem();
        return item.hasHidden() ? item.getHidden().getThroughSequence() : item.getSequence();
    }
}

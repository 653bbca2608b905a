package dev.parley.clientkit.follow;

import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Renew;
import dev.parley.feed.v1.SubscriptionHead;
import dev.parley.feed.v1.Unsubscribe;
import dev.parley.message.v1.FollowThreadsRequest;
import dev.parley.message.v1.FollowThreadsResponse;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.ThreadSubscription;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A reader of many threads over one stream. Checks each subscription as [ThreadFollower] checks its feed.
public final class ThreadsFollower extends Waiter<FollowThreadsRequest, FollowThreadsResponse> {

    private final Map<String, ThreadCheck> checks = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private @Nullable StreamObserver<FollowThreadsRequest> commands;
    private @Nullable Closing closing;
    private int heartbeatCount;

    private ThreadsFollower() {
        super(false);
    }

    /// Opens a stream that reads everything.
    public static ThreadsFollower open(Channel channel) {
        var follower = new ThreadsFollower();
        StreamObserver<FollowThreadsRequest> stream =
                MessageServiceGrpc.newStub(channel).followThreads(follower);
        synchronized (follower) {
            follower.commands = stream;
        }
        return follower;
    }

    /// Follows a thread for a user after a sequence.
    public synchronized void subscribe(String id, String user, String thread, long after) {
        checks.put(id, new ThreadCheck(after));
        send(FollowThreadsRequest.newBuilder()
                .setSubscribe(ThreadSubscription.newBuilder()
                        .setSubscriptionId(id)
                        .setActingUserId(user)
                        .setThreadId(thread)
                        .setAfterSequence(after))
                .build());
    }

    /// Ends a subscription.
    public synchronized void unsubscribe(String id) {
        send(FollowThreadsRequest.newBuilder()
                .setUnsubscribe(Unsubscribe.newBuilder().setSubscriptionId(id))
                .build());
    }

    /// Hands in a fresh token.
    public synchronized void renew(String token) {
        send(FollowThreadsRequest.newBuilder()
                .setRenew(Renew.newBuilder().setToken(token))
                .build());
    }

    private void send(FollowThreadsRequest command) {
        Objects.requireNonNull(commands).onNext(command);
    }

    @Override
    void take(FollowThreadsResponse element) {
        switch (element.getElementCase()) {
            case FEED -> {
                ThreadCheck check = checks.get(element.getSubscriptionId());
                if (check == null) {
                    violations.add("An element of the unknown subscription " + element.getSubscriptionId());
                } else {
                    check.take(element.getFeed());
                }
            }
            case HEARTBEAT -> {
                heartbeatCount++;
                element.getHeartbeat().getHeadsList().forEach(this::markHead);
            }
            case RENEWED -> {}
            case CLOSING -> closing = element.getClosing();
            case ELEMENT_NOT_SET -> violations.add("Unexpected " + element);
        }
    }

    private void markHead(SubscriptionHead head) {
        ThreadCheck check = checks.get(head.getSubscriptionId());
        if (check == null) {
            violations.add("A heartbeat names the unknown subscription " + head.getSubscriptionId());
        } else {
            check.markHead(head.getPosition());
        }
    }

    @Override
    synchronized String state() {
        return checks.size() + " subscriptions, violations: " + violations();
    }

    /// Waits until a subscription has reached a sequence.
    public void awaitSequence(String id, long sequence) {
        awaitOpen("sequence " + sequence + " of " + id, () -> of(id).last() >= sequence);
    }

    /// Waits until a subscription was closed.
    public synchronized Closing awaitClosing(String id) {
        awaitOpen("the closing of " + id, () -> of(id).closing() != null);
        return Objects.requireNonNull(of(id).closing());
    }

    /// Waits until all subscriptions have caught up once.
    public void awaitCaughtUp() {
        awaitAll("caught_up", check -> check.caughtUpCount() > 0);
    }

    /// Waits until all subscriptions have reached a sequence.
    public void awaitAllAt(long sequence) {
        awaitAll("sequence " + sequence, check -> check.last() >= sequence);
    }

    private void awaitAll(String what, Predicate<ThreadCheck> fits) {
        awaitOpen(what + " of all", () -> checks.values().stream().allMatch(fits));
    }

    /// Waits for one more heartbeat.
    public synchronized void awaitHeartbeat() {
        int now = heartbeatCount;
        awaitOpen("a heartbeat", () -> heartbeatCount > now);
    }

    /// Returns the checks of a subscription.
    public synchronized ThreadCheck of(String id) {
        return Objects.requireNonNull(checks.get(id), id);
    }

    /// Returns the last element of the stream, if the server ended it.
    public synchronized @Nullable Closing closing() {
        return closing;
    }

    /// Returns what is wrong with the elements themselves; empty if nothing is.
    public synchronized List<String> violations() {
        var all = new ArrayList<>(violations);
        checks.forEach((id, check) -> check.violations().forEach(violation -> all.add(id + ": " + violation)));
        return all;
    }
}

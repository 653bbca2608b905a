package dev.parley.clientkit.call;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A few connections to one server, which all users share, as they do behind an edge service that acts for
/// them.
///
/// Responses are handled on the transport threads, and nothing is retried: a retry would hide an error.
public final class Connections implements AutoCloseable {

    private static final int CLOSING_SECONDS = 5;

    private final List<ManagedChannel> channels;
    private final List<ManagedChannel> feeds;
    private final TokenCredentials credentials;

    private Connections(List<ManagedChannel> channels, List<ManagedChannel> feeds, TokenCredentials credentials) {
        this.channels = channels;
        this.feeds = feeds;
        this.credentials = credentials;
    }

    /// Opens connections to `host:port`, with the token of a service that may act for users.
    public static Connections open(String target, Supplier<String> token, int count) {
        List<ManagedChannel> channels = lean(target, count);
        return new Connections(channels, channels, new TokenCredentials(token));
    }

    /// Does the same, and opens further connections to another replica, for the feeds of threads.
    public static Connections open(String target, String feedsAt, Supplier<String> token, int count) {
        return new Connections(lean(target, count), lean(feedsAt, count), new TokenCredentials(token));
    }

    private static List<ManagedChannel> lean(String target, int count) {
        return Stream.generate(() -> lean(target)).limit(count).toList();
    }

    /// Opens one connection without credentials, retries or hand-overs between threads.
    public static ManagedChannel lean(String target) {
        return ParleyChannels.open(ParleyChannels.configure(
                        ParleyChannels.builder(target).usePlaintext().directExecutor(),
                        ParleyChannels.STANDARD_DEADLINE)
                .intercept(new RootContext())
                .disableRetry());
    }

    /// Returns one of the connections. The same key always returns the same one, so that users with the same
    /// key share a transport thread.
    public Channel channel(int key) {
        return channels.get(Math.floorMod(key, channels.size()));
    }

    /// Returns one of the connections for the feeds of threads.
    public Channel feedChannel(int key) {
        return feeds.get(Math.floorMod(key, feeds.size()));
    }

    /// Returns the number of connections.
    public int count() {
        return channels.size();
    }

    /// Returns the options for calls on behalf of a user.
    public CallOptions as(String userId) {
        return CallOptions.DEFAULT.withCallCredentials(credentials.actingFor(userId));
    }

    /// Returns the options for calls of the service itself, which acts for no user.
    public CallOptions asService() {
        return CallOptions.DEFAULT.withCallCredentials(credentials);
    }

    /// Returns a user on the connection of a key.
    public User user(String userId, int key) {
        return User.with(userId, channel(key), credentials.actingFor(userId));
    }

    @Override
    public void close() {
        List<ManagedChannel> all =
                Stream.concat(channels.stream(), feeds.stream()).distinct().toList();
        all.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : all) {
            try {
                channel.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

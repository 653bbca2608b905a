package dev.parley.bench.server;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.AbstractStub;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A few connections to the server under test, which all users share, as they do behind an edge that speaks for them.
///
/// Answers are handled on the transport's own threads, and nothing is repeated: a retry would hide an error.
public final class Clients implements AutoCloseable {

    private final List<ManagedChannel> channels;
    private final TokenCredentials credentials;

    private Clients(List<ManagedChannel> channels, TokenCredentials credentials) {
        this.channels = channels;
        this.credentials = credentials;
    }

    /// Opens connections to `host:port`, with the token of a service that may act for users.
    public static Clients connect(String target, Supplier<String> token, int connections) {
        List<ManagedChannel> channels =
                Stream.generate(() -> open(target)).limit(connections).toList();
        return new Clients(channels, new TokenCredentials(token));
    }

    private static ManagedChannel open(String target) {
        return ParleyChannels.configure(
                        ParleyChannels.builder(target).usePlaintext().directExecutor(),
                        ParleyChannels.STANDARD_DEADLINE)
                .intercept(new RootContext())
                .disableRetry()
                .build();
    }

    /// One of the connections: always the same for the same key, so that those who belong together share its thread.
    public Channel channel(int key) {
        return channels.get(Math.floorMod(key, channels.size()));
    }

    /// How many connections there are.
    public int connections() {
        return channels.size();
    }

    /// Calls on behalf of a user.
    public CallOptions as(String userId) {
        return CallOptions.DEFAULT.withCallCredentials(credentials.actingFor(userId));
    }

    /// A stub that calls on behalf of a user.
    public <S extends AbstractStub<S>> S as(S stub, String userId) {
        return stub.withCallCredentials(credentials.actingFor(userId));
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        for (ManagedChannel channel : channels) {
            try {
                channel.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

package dev.parley.platform.server;

import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator.ProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The connections of callers: at most a number of them, with or without TLS. One too many is closed before
/// anything is read from it. They are accepted a few at a time, so that a crowd of new ones does not delay the others.
///
/// A peer that has not answered a ping in time is gone. gRPC then waits for resets that it has not flushed, so
/// that a connection with an open stream would stay. It is closed here instead.
final class Connections implements ProtocolNegotiator {

    private static final Duration MARGIN = Duration.ofSeconds(2);

    private final ProtocolNegotiator protocol;
    private final int most;
    private final Duration longestSilence;
    private final AtomicInteger open = new AtomicInteger();
    private final Set<Channel> paced = ConcurrentHashMap.newKeySet();

    /// @param tls how to speak TLS; null speaks HTTP/2 in plain text
    Connections(@Nullable SslContext tls, ConnectionConfig config) {
        this.protocol = tls == null
                ? InternalProtocolNegotiators.serverPlaintext()
                : InternalProtocolNegotiators.serverTls(tls);
        this.most = config.most();
        this.longestSilence = config.keepAlive().plus(config.keepAliveTimeout()).plus(MARGIN);
    }

    @Override
    public AsciiString scheme() {
        return protocol.scheme();
    }

    @Override
    public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
        return new Door(protocol.newHandler(handler));
    }

    @Override
    public void close() {
        protocol.close();
    }

    /// Returns how many are open.
    int count() {
        return open.get();
    }

    /// Paces a channel that accepts connections, from its first one on.
    private void pace(@Nullable Channel accepting) {
        if (accepting != null && paced.add(accepting)) {
            accepting.closeFuture().addListener(closed -> paced.remove(accepting));
            accepting.pipeline().addFirst(new Pace());
        }
    }

    /// Pauses after a few connections.
    private static final class Pace extends ChannelInboundHandlerAdapter {

        private static final int AT_ONCE = 8;
        private static final int PAUSE_MILLIS = 4;

        private int accepted;

        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            context.fireChannelRead(connection);
            accepted++;
            if (accepted % AT_ONCE == 0) {
                Channel accepting = context.channel();
                accepting.config().setAutoRead(false);
                accepting
                        .eventLoop()
                        .schedule(() -> accepting.config().setAutoRead(true), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    /// Counts a connection, and replaces itself by the protocol if there is room.
    private final class Door extends ChannelInboundHandlerAdapter {

        private final ChannelHandler behind;

        Door(ChannelHandler behind) {
            this.behind = behind;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            pace(context.channel().parent());
            int now = open.incrementAndGet();
            context.channel().closeFuture().addListener(closed -> open.decrementAndGet());
            if (now > most) {
                context.close();
            } else {
                context.pipeline().addFirst(new Silence(longestSilence));
                context.pipeline().replace(this, null, behind);
            }
        }
    }

    /// Closes a connection from which nothing arrives, not even answers to pings.
    private static final class Silence extends IdleStateHandler {

        Silence(Duration longest) {
            super(longest.toMillis(), 0, 0, TimeUnit.MILLISECONDS);
        }

        @Override
        protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
            context.close();
        }
    }
}

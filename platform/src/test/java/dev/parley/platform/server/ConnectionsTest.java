package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.client.ParleyChannels;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.RawConnection;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// How long connections live, and what ends them.
@Timeout(60)
class ConnectionsTest {

    private static final Map<String, Object> QUICK =
            Map.of("parley.connection.keep-alive", "200ms", "parley.connection.keep-alive-timeout", "200ms");
    private static final int CROWD = 1_000;
    private static final String HEALTH = "/grpc.health.v1.Health/Check";

    @Test
    void connectionThatSendsNothingEnds() throws IOException {
        try (var service = start(QUICK);
                var silent = RawConnection.silent(port(service));
                var begun = RawConnection.to(port(service))) {
            silent.readToEnd();
            begun.readToEnd();
            awaitConnections(service, 0);
        }
    }

    @Test
    void connectionWithoutACallEnds() {
        try (var service = start(Map.of("parley.connection.idle", "1s"))) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", port(service))
                    .usePlaintext()
                    .build();
            check(channel);
            awaitConnections(service, 0);
            check(channel);
            channel.shutdownNow();
        }
    }

    @Test
    void crowdOfConnectionsIsAcceptedAFewAtATime() throws IOException {
        var crowd = new ArrayList<RawConnection>();
        try (var service = start(Map.of())) {
            crowd.add(RawConnection.silent(port(service)));
            awaitConnections(service, 1);
            long began = System.nanoTime();
            for (int i = 0; i < CROWD; i++) {
                crowd.add(RawConnection.silent(port(service)));
            }
            awaitConnections(service, 1 + CROWD);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(CROWD / 2 - 50));
        } finally {
            crowd.forEach(RawConnection::close);
        }
    }

    /// The network drops everything while a feed is open: nobody closes the connection, and nobody answers.
    @Test
    void halfOpenConnectionWithAnOpenStreamEnds() {
        try (var service = start(QUICK);
                CuttablePort network = CuttablePort.to(port(service))) {
            ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + network.port());
            watch(channel);
            watch(channel);
            assertThat(connections(service)).isEqualTo(1);

            network.freeze();

            awaitConnections(service, 0);
            channel.shutdownNow();
        }
    }

    @Test
    void oldConnectionKeepsItsStreamsAndTakesNoNewCalls() {
        Map<String, Object> settings =
                Map.of("parley.connection.age", "1s", "parley.feed.max-age", "1s", "parley.connection.age-grace", "1h");
        try (var service = start(settings)) {
            ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + port(service));
            var stream = watch(channel);

            Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> {
                check(channel);
                return connections(service) == 2;
            });
            service.context()
                    .getBean(dev.parley.platform.health.HealthWatch.class)
                    .end();

            assertThat(stream.awaitAll(all -> all.size() == 2)).hasSize(2);
            channel.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resetsAreLimitedAndWriteNoLog(boolean byTheServer) throws IOException {
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try (var service = start(Map.of("parley.connection.resets", 100));
                var hostile = RawConnection.to(port(service))) {
            resetOften(hostile, byTheServer);
            hostile.readToEnd();

            check(service.channel());
            assertThat(log.list)
                    .extracting(ILoggingEvent::getLoggerName)
                    .noneMatch(name -> name.startsWith("io.grpc") || name.startsWith("io.netty"));
        } finally {
            root.detachAppender(log);
        }
    }

    /// The server ends the connection somewhere on the way.
    private static void resetOften(RawConnection hostile, boolean byTheServer) {
        try {
            for (int stream = 1; stream < 1_000; stream += 2) {
                hostile.begin(stream, HEALTH, "none");
                if (byTheServer) {
                    hostile.grantNothing(stream);
                } else {
                    hostile.reset(stream);
                }
            }
        } catch (IOException ended) {
            assertThat(ended).isNotNull();
        }
    }

    /// A client that cancels much keeps its connection.
    @Test
    void cancelledCallsStayBelowTheLimit() {
        try (var service = start(Map.of())) {
            ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + port(service));
            for (int i = 0; i < 2_000; i++) {
                watch(channel).cancel();
            }
            check(channel);
            assertThat(connections(service)).isEqualTo(1);
            channel.shutdownNow();
        }
    }

    private static ServiceUnderTest start(Map<String, Object> settings) {
        return ServiceUnderTest.start(List.of(), settings);
    }

    private static int port(ServiceUnderTest service) {
        return service.bean(GrpcEmbeddedServer.class).getPort();
    }

    private static int connections(ServiceUnderTest service) {
        return service.bean(Connections.class).count();
    }

    private static void awaitConnections(ServiceUnderTest service, int count) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> connections(service) == count);
    }

    private static void check(Channel channel) {
        HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    }

    private static RecordedStream<HealthCheckRequest, HealthCheckResponse> watch(Channel channel) {
        RecordedStream<HealthCheckRequest, HealthCheckResponse> stream = RecordedStream.eager();
        HealthGrpc.newStub(channel).watch(HealthCheckRequest.getDefaultInstance(), stream);
        stream.awaitAll(all -> !all.isEmpty());
        return stream;
    }
}

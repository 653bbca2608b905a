package dev.parley.bench.ceiling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.check.Bounded;
import dev.parley.clientkit.report.Tally;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class EchoServerTest {

    @Test
    void callsGetResponses() throws Exception {
        assertEchoes(EchoCeiling.Caller::unary);
    }

    @Test
    void streamElementsGetResponses() throws Exception {
        assertEchoes(call -> call.stream(4));
    }

    @Test
    void feedsAreFilled() throws Exception {
        assertEchoes(EchoCeiling.Caller::push);
    }

    private static void assertEchoes(Consumer<EchoCeiling.Caller> shape) throws Exception {
        Server server = EchoServer.start();
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .directExecutor()
                .build();
        var tally = new Tally();
        try {
            var call = new EchoCeiling.Caller(channel, new byte[300], tally);
            shape.accept(call);
            assertThat(Bounded.await(Duration.ofSeconds(20), () -> tally.operations() > 100))
                    .isTrue();
            call.stop();
            assertThat(tally.errors()).isEmpty();
        } finally {
            channel.shutdownNow();
            server.shutdownNow();
        }
    }
}

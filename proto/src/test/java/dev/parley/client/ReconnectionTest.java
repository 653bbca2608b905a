package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Channels whose server is away for long.
final class ReconnectionTest {

    /// The back-off of gRPC makes the sixth attempt after 13 s at the earliest.
    private static final int ATTEMPTS = 6;

    private static final int MOST_SECONDS = 9;

    private final CountDownLatch attempts = new CountDownLatch(ATTEMPTS);

    @Test
    void channelTriesAgainEachSecond() throws Exception {
        try (var away = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(away));
            ManagedChannel channel = ParleyChannels.plaintext("127.0.0.1:" + away.getLocalPort());
            try {
                channel.getState(true);
                assertThat(attempts.await(MOST_SECONDS, TimeUnit.SECONDS))
                        .as("%s of %s attempts are missing", attempts.getCount(), ATTEMPTS)
                        .isTrue();
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private void refuse(ServerSocket away) {
        try {
            while (!away.isClosed()) {
                Socket connection = away.accept();
                attempts.countDown();
                connection.close();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }
}

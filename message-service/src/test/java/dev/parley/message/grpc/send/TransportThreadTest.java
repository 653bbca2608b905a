package dev.parley.message.grpc.send;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.grpc.Wire;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules are not checked on the threads of the transport, which also serve other connections.
final class TransportThreadTest {

    @Test
    void sendsAreCheckedOnVirtualThreads() {
        try (var wire = new Wire(Map.of(CheckedSends.SETTING, true))) {
            String thread = wire.thread("usr_alice", "usr_bob");
            wire.send("usr_alice", thread, "Hello");
            for (String compression : new String[] {"identity", "gzip"}) {
                RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
                var sends =
                        wire.asyncAs("usr_alice").withCompression(compression).sendMessages(results);
                for (String text : new String[] {"Hello", "x".repeat(9_000), "x".repeat(11_000)}) {
                    sends.onNext(SendMessagesRequest.newBuilder()
                            .setSend(Wire.text(thread, text))
                            .build());
                }
                sends.onCompleted();
                assertThat(results.awaitEnd()).isNull();
            }
            assertThat(wire.service.bean(CheckedSends.class).threads).hasSize(7).allMatch(Thread::isVirtual);
        }
    }
}

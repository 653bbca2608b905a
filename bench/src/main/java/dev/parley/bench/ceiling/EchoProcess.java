package dev.parley.bench.ceiling;

import dev.parley.bench.server.Program;
import dev.parley.bench.server.RootContext;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// An [EchoServer] in a second JVM, with connections to it like those to the server under test.
final class EchoProcess implements AutoCloseable {

    private final Process process;
    private final List<ManagedChannel> channels;

    private EchoProcess(Process process, List<ManagedChannel> channels) {
        this.process = process;
        this.channels = channels;
    }

    static EchoProcess start(Program program, int connections) throws IOException {
        Process process = program.main(EchoServer.class)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String port = reader.readLine();
        if (port == null) {
            throw new IllegalStateException("The echo server ended at once");
        }
        List<ManagedChannel> channels = Stream.generate(() -> NettyChannelBuilder.forTarget("127.0.0.1:" + port)
                        .usePlaintext()
                        .directExecutor()
                        .intercept(new RootContext())
                        .disableRetry()
                        .build())
                .<ManagedChannel>map(channel -> channel)
                .limit(connections)
                .toList();
        return new EchoProcess(process, channels);
    }

    ManagedChannel channel(int key) {
        return channels.get(key % channels.size());
    }

    @Override
    public void close() throws IOException {
        channels.forEach(ManagedChannel::shutdownNow);
        process.getOutputStream().close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

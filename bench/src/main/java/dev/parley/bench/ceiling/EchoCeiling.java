package dev.parley.bench.ceiling;

import dev.parley.bench.report.Figure;
import dev.parley.bench.report.Outcome;
import dev.parley.bench.scenario.Scenario;
import dev.parley.bench.scenario.Stage;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.process.ChildProcess;
import dev.parley.clientkit.process.Program;
import dev.parley.clientkit.process.ScratchFolder;
import dev.parley.clientkit.report.Tally;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ceiling of the wire: 300 bytes to an [EchoServer] and back, in the shape of the measured loads.
public final class EchoCeiling implements Scenario {

    private static final int BYTES = 300;
    private static final int CALLS = 64;

    /// The shapes of the load.
    public enum Shape {
        /// One call per message, 64 in flight.
        UNARY("echo-unary"),
        /// One stream per user, each with a few messages in flight.
        STREAM("echo-stream"),
        /// One feed per user, which the server fills as fast as it can.
        PUSH("echo-push");

        private final String title;

        Shape(String title) {
            this.title = title;
        }
    }

    private final Shape shape;

    /// Measures one shape, with the echo server in a second JVM.
    public EchoCeiling(Shape shape) {
        this.shape = shape;
    }

    @Override
    public String name() {
        return shape.title;
    }

    @Override
    public String shows() {
        return "300 bytes to and from a server that does nothing";
    }

    @Override
    public Outcome run(Stage stage) throws InterruptedException {
        var tally = new Tally();
        try (var folder = ScratchFolder.create();
                var server = ChildProcess.start(
                        Program.main(EchoServer.class), folder.path().resolve("echo.log"));
                var connections = Connections.open(
                        "127.0.0.1:" + server.awaitLine(EchoServer.PORT),
                        () -> "none",
                        stage.connections().count())) {
            List<Caller> callers = start(stage, connections, tally);
            var samples = stage.measure(
                    tally, stage.plan().warmUp(), stage.plan().measure().dividedBy(2));
            callers.forEach(Caller::stop);
            List<Double> rates =
                    samples.stream().map(sample -> sample.interval().rate()).toList();
            return new Outcome(
                    name(),
                    "bounded closed loop",
                    setting(stage),
                    List.of(new Figure("messages", "/s", rates)),
                    List.of(),
                    tally.errors(),
                    List.of());
        }
    }

    private List<Caller> start(Stage stage, Connections connections, Tally tally) {
        var callers = new ArrayList<Caller>();
        int count = switch (shape) {
            case UNARY -> CALLS;
            case STREAM -> 2 * stage.plan().pairs();
            case PUSH -> stage.plan().feeds();
        };
        for (int i = 0; i < count; i++) {
            var caller = new Caller(connections.channel(i), new byte[BYTES], tally);
            callers.add(caller);
            switch (shape) {
                case UNARY -> caller.unary();
                case STREAM -> caller.stream(stage.plan().window());
                case PUSH -> caller.push();
            }
        }
        return callers;
    }

    private String setting(Stage stage) {
        return switch (shape) {
            case UNARY -> "%d bytes, %d calls in flight, a server that does nothing".formatted(BYTES, CALLS);
            case STREAM ->
                "%d bytes, %d streams with %d in flight, a server that does nothing"
                        .formatted(BYTES, 2 * stage.plan().pairs(), stage.plan().window());
            case PUSH ->
                "%d bytes, %d feeds of a server that only writes"
                        .formatted(BYTES, stage.plan().feeds());
        };
    }

    /// One caller of the echo server.
    static final class Caller extends ClientCall.Listener<byte[]> {

        private final Channel channel;
        private final byte[] body;
        private final Tally tally;
        private volatile boolean stopped;
        private boolean repeating;
        private @Nullable ClientCall<byte[], byte[]> call;

        Caller(Channel channel, byte[] body, Tally tally) {
            this.channel = channel;
            this.body = body;
            this.tally = tally;
        }

        /// Makes one call after the other.
        void unary() {
            ClientCall<byte[], byte[]> fresh = channel.newCall(EchoServer.UNARY, CallOptions.DEFAULT);
            fresh.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            unaryEnded(status);
                        }
                    },
                    new Metadata());
            fresh.request(2);
            fresh.sendMessage(body);
            fresh.halfClose();
        }

        private void unaryEnded(Status status) {
            if (stopped) {
                return;
            }
            if (status.isOk()) {
                tally.completed();
            } else {
                tally.failed("an echo failed", status);
            }
            if (!tally.isHopeless()) {
                unary();
            }
        }

        /// Opens one stream that always has this many elements in flight.
        synchronized void stream(int window) {
            repeating = true;
            ClientCall<byte[], byte[]> stream = channel.newCall(EchoServer.STREAM, CallOptions.DEFAULT);
            call = stream;
            stream.start(this, new Metadata());
            stream.request(Integer.MAX_VALUE);
            for (int i = 0; i < window; i++) {
                stream.sendMessage(body);
            }
        }

        /// Opens one feed.
        void push() {
            ClientCall<byte[], byte[]> feed = channel.newCall(EchoServer.PUSH, CallOptions.DEFAULT);
            call = feed;
            feed.start(this, new Metadata());
            feed.request(Integer.MAX_VALUE);
            feed.sendMessage(body);
            feed.halfClose();
        }

        void stop() {
            stopped = true;
            if (call != null) {
                call.cancel("The measurement is over", null);
            }
        }

        @Override
        public void onMessage(byte[] element) {
            tally.completed();
            if (repeating && !stopped) {
                repeat();
            }
        }

        /// A call accepts elements from one thread at a time, and the first ones come from another thread.
        private synchronized void repeat() {
            if (call != null) {
                call.sendMessage(body);
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            if (!stopped) {
                tally.failed("an echo stream ended", status);
            }
        }
    }
}

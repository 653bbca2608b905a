package dev.parley.bench.ceiling;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// A gRPC server that does nothing, so that its rate is that of the wire. It runs as a separate process,
/// which exits when its standard input is closed.
public final class EchoServer {

    private static final String SERVICE = "parley.bench.Echo";

    /// Returns what it is sent.
    public static final MethodDescriptor<byte[], byte[]> UNARY = method(MethodType.UNARY, "Unary");

    /// Returns each element as it arrives.
    public static final MethodDescriptor<byte[], byte[]> STREAM = method(MethodType.BIDI_STREAMING, "Stream");

    /// Returns the request repeatedly, as fast as the reader reads, until the call is cancelled.
    public static final MethodDescriptor<byte[], byte[]> PUSH = method(MethodType.SERVER_STREAMING, "Push");

    /// The prefix of the output line that names the port.
    static final String PORT = "port ";

    private EchoServer() {}

    /// Serves on a free port of the loopback interface and prints the port.
    public static void main(String[] arguments) throws IOException {
        Server server = start();
        System.out.println(PORT + server.getPort());
        while (System.in.read() >= 0) {
            // The parent process keeps the input open while it needs the server.
        }
        server.shutdownNow();
    }

    /// Starts the server in this process.
    static Server start() throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .directExecutor()
                .addService(ServerServiceDefinition.builder(SERVICE)
                        .addMethod(UNARY, ServerCalls.asyncUnaryCall(EchoServer::echo))
                        .addMethod(STREAM, ServerCalls.asyncBidiStreamingCall(EchoServer::echoAll))
                        .addMethod(PUSH, ServerCalls.asyncServerStreamingCall(EchoServer::push))
                        .build())
                .build()
                .start();
    }

    private static void echo(byte[] request, StreamObserver<byte[]> response) {
        response.onNext(request);
        response.onCompleted();
    }

    private static StreamObserver<byte[]> echoAll(StreamObserver<byte[]> response) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] element) {
                response.onNext(element);
            }

            @Override
            public void onError(Throwable cancelled) {
                // The caller is gone.
            }

            @Override
            public void onCompleted() {
                response.onCompleted();
            }
        };
    }

    private static void push(byte[] request, StreamObserver<byte[]> observer) {
        var response = (ServerCallStreamObserver<byte[]>) observer;
        response.setOnCancelHandler(() -> {});
        response.setOnReadyHandler(() -> {
            while (response.isReady() && !response.isCancelled()) {
                response.onNext(request);
            }
        });
    }

    private static MethodDescriptor<byte[], byte[]> method(MethodType type, String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
    }

    private static final class Bytes implements Marshaller<byte[]> {

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                // gRPC knows how many bytes there are; without that, each read would allocate a buffer of 16
                // KB.
                return stream.readNBytes(stream.available());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}

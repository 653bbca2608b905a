package dev.parley.message.postgres;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/// Forwards to a PostgreSQL and counts how often a client waits for a response: the Sync messages of the
/// extended protocol and the simple queries.
final class RoundTripCounter implements AutoCloseable {

    private static final int START_UP = 196_608;
    private static final int LENGTH_BYTES = 4;

    private final ServerSocket listener;
    private final int target;
    private final AtomicLong roundTrips = new AtomicLong();

    private RoundTripCounter(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    static RoundTripCounter to(int target) {
        try {
            var counter = new RoundTripCounter(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().start(counter::accept);
            return counter;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    long roundTrips() {
        return roundTrips.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> join(client));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void join(Socket client) {
        try (client;
                var server = new Socket(InetAddress.getLoopbackAddress(), target);
                var in = new DataInputStream(new BufferedInputStream(client.getInputStream()));
                var out = new DataOutputStream(new BufferedOutputStream(server.getOutputStream()))) {
            Thread.ofVirtual().start(() -> pumpBack(server, client));
            while (copy(in, out, false) != START_UP) {
                continue;
            }
            while (true) {
                int type = in.readUnsignedByte();
                out.writeByte(type);
                if (type == 'S' || type == 'Q') {
                    roundTrips.incrementAndGet();
                }
                copy(in, out, true);
            }
        } catch (IOException closed) {
            // The client is gone.
        }
    }

    /// Copies one message without its type, and returns its first number.
    private static int copy(DataInputStream in, DataOutputStream out, boolean typed) throws IOException {
        int length = in.readInt();
        byte[] body = in.readNBytes(length - LENGTH_BYTES);
        out.writeInt(length);
        out.write(body);
        if (in.available() == 0) {
            out.flush();
        }
        return typed ? 0 : ByteBuffer.wrap(body).getInt();
    }

    private static void pumpBack(Socket server, Socket client) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException closed) {
            // One side is gone.
        }
    }
}

package dev.parley.platform.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A connection that speaks HTTP/2 by hand, as a client does that does not keep to its rules.
public final class RawConnection implements AutoCloseable {

    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int WINDOW_UPDATE = 8;
    private static final int CONTINUATION = 9;
    private static final int ACKNOWLEDGED = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int LARGEST_FRAME = 16_384;
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final OutputStream out;
    private @Nullable ByteArrayOutputStream collected;

    /// Several frames.
    public interface Frames {
        void write() throws IOException;
    }

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /// Connects to a port of this machine and sends nothing.
    public static RawConnection silent(int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /// Connects to a port of this machine and begins with HTTP/2. The windows of the server apply from then on.
    public static RawConnection to(int port) throws IOException {
        RawConnection connection = silent(port);
        connection.out.write(PREFACE.getBytes(StandardCharsets.US_ASCII));
        connection.frame(SETTINGS, 0, 0, new byte[0]);
        connection.awaitSettings();
        connection.frame(SETTINGS, ACKNOWLEDGED, 0, new byte[0]);
        return connection;
    }

    /// Begins a call.
    ///
    /// @param stream an odd number, greater than the last one
    /// @param path the RPC, such as `/package.Service/Method`
    public void begin(int stream, String path, String token) throws IOException {
        begin(stream, path, token, "te", "trailers");
    }

    /// Begins a call with one more header.
    public void begin(int stream, String path, String token, String name, String value) throws IOException {
        var block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", path);
        header(block, ":authority", "localhost");
        header(block, "content-type", "application/grpc");
        header(block, name, value);
        header(block, "authorization", "Bearer " + token);
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    /// Sends the first bytes of a message, and never the rest.
    ///
    /// @param size the size of the whole message
    /// @param sent how much of it is sent
    public void beginMessage(int stream, int size, int sent) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(5 + sent).put((byte) 0).putInt(size);
        data(stream, part.array());
    }

    private void data(int stream, byte[] bytes) throws IOException {
        for (int start = 0; start < bytes.length; start += LARGEST_FRAME) {
            int length = Math.min(LARGEST_FRAME, bytes.length - start);
            byte[] some = new byte[length];
            System.arraycopy(bytes, start, some, 0, length);
            frame(DATA, 0, stream, some);
        }
    }

    /// Sends a whole message that is compressed, or claims to be.
    public void compressed(int stream, byte[] message) throws IOException {
        data(
                stream,
                ByteBuffer.allocate(5 + message.length)
                        .put((byte) 1)
                        .putInt(message.length)
                        .put(message)
                        .array());
    }

    /// Begins the headers of a call, which end with none of the frames that follow.
    public void beginHeaders(int stream) throws IOException {
        frame(HEADERS, 0, stream, new byte[0]);
    }

    /// Continues the headers with one of this length.
    public void continueHeaders(int stream, int length) throws IOException {
        var block = new ByteArrayOutputStream();
        header(block, "x-long", "x".repeat(length));
        frame(CONTINUATION, 0, stream, block.toByteArray());
    }

    /// Asks for an answer that shows that the other side is there.
    public void ping() throws IOException {
        frame(PING, 0, 0, new byte[8]);
    }

    /// Sends settings that change nothing.
    public void settings() throws IOException {
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /// Sends any bytes.
    public void write(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /// Sends all frames of these calls at once, which costs the sender less.
    public void together(Frames frames) throws IOException {
        var all = new ByteArrayOutputStream();
        collected = all;
        try {
            frames.write();
        } finally {
            collected = null;
        }
        write(all.toByteArray());
    }

    /// Resets a call.
    public void reset(int stream) throws IOException {
        frame(RESET, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
    }

    /// Grants no further bytes to a call, which is an error that makes the other side reset it.
    public void grantNothing(int stream) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, new byte[4]);
    }

    /// Reads until the other side ends the connection. Returns everything that it sent.
    public byte[] readToEnd() {
        var all = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            byte[] some = new byte[LARGEST_FRAME];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                all.write(some, 0, read);
            }
        } catch (java.net.SocketTimeoutException open) {
            throw new AssertionError("The connection is still open", open);
        } catch (IOException ended) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Without a table and without compression.
    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int rest = bytes.length - 127;
        if (rest < 0) {
            block.write(bytes.length);
        } else {
            block.write(127);
            while (rest >= 128) {
                block.write(rest % 128 + 128);
                rest /= 128;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    private void awaitSettings() throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (in.readUnsignedByte() != SETTINGS) {
            throw new IOException("The server does not begin with its settings");
        }
        in.readNBytes(5 + length);
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var frame = new DataOutputStream(bytes);
        frame.writeByte(payload.length >> 16);
        frame.writeShort(payload.length);
        frame.writeByte(type);
        frame.writeByte(flags);
        frame.writeInt(stream);
        frame.write(payload);
        ByteArrayOutputStream into = collected;
        if (into == null) {
            write(bytes.toByteArray());
        } else {
            bytes.writeTo(into);
        }
    }
}

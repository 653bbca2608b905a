package dev.parley.platform.feed.follow;

import com.google.protobuf.Message;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.wire.TolerantParsing.AnySize;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A command as it arrived. The transport thread, which also serves other connections, only copies its bytes; the
/// stream's own threads parse it. Of one that is too large, only as much is read as proves that.
record CommandBytes(byte[] bytes) {

    /// The maximum size of a command, in bytes: a token of 8 KiB, or a resume token and some ids.
    static final int MOST = 16_384;

    /// The objects around its bytes.
    private static final int OVERHEAD = 512;

    private static final CommandBytes UNREADABLE = new CommandBytes(new byte[] {0});

    /// Returns about how many bytes of memory the command takes until its effect: its bytes, or its texts.
    int weight() {
        return OVERHEAD + 2 * bytes.length;
    }

    /// Parses the command. Throws the problem that ends the stream.
    <Q extends Message> Q parse(MethodDescriptor<Q, ?> method) {
        if (bytes.length > MOST) {
            throw new RequestTooLarge(MOST).exception();
        }
        try {
            return method.parseRequest(new ByteArrayInputStream(bytes));
        } catch (StatusRuntimeException malformed) {
            throw RequestInvalid.malformed().exception();
        }
    }

    /// Reads commands of any size.
    record Reader() implements AnySize<CommandBytes> {

        @Override
        public InputStream stream(CommandBytes command) {
            throw new UnsupportedOperationException("Commands are only read");
        }

        @Override
        public CommandBytes parse(InputStream stream) {
            try {
                return new CommandBytes(stream.readNBytes(MOST + 1));
            } catch (IOException | StatusRuntimeException malformed) {
                return UNREADABLE;
            }
        }
    }
}

package dev.parley.message.grpc.send;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.TolerantParsing.AnySize;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;

/// Reads the sends of a stream. It runs on the transport thread, which also serves other connections, so its work
/// does not grow with what is in a send: only small ones are parsed here. Of one that is too large for any valid
/// send, the ids are looked up for its result; so it does not end the stream.
/// Bytes that are not a send do, but only the stream's own thread may end it: another one could write a result.
final class SendReader implements AnySize<ArrivedSend> {

    /// The maximum size of a send that is parsed on the transport thread, in bytes.
    private static final int PARSED = 4 * 1024;

    /// The maximum size of a send, in bytes: a text of 40,000, with attachments, a card and unknown fields.
    private static final int MOST_BYTES = 100_000;

    private static final int LONGEST_TEXT = 40_000;

    /// The maximum number of fields to look at in a send that is too large.
    private static final int MOST_FIELDS = 64;

    private static final Marshaller<SendMessagesRequest> STRICT =
            MessageServiceGrpc.getSendMessagesMethod().getRequestMarshaller();

    private final int maxBytes;

    /// @param maxBytes the maximum size of any request, which a refusal names
    SendReader(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public InputStream stream(ArrivedSend send) {
        throw new UnsupportedOperationException("Sends are only read");
    }

    @Override
    public ArrivedSend parse(InputStream stream) {
        try {
            int known = stream instanceof KnownLength ? stream.available() : Integer.MAX_VALUE;
            if (known <= PARSED) {
                return ArrivedSend.parsed(STRICT.parse(stream), known);
            }
            byte[] bytes = known <= MOST_BYTES ? stream.readAllBytes() : stream.readNBytes(MOST_BYTES + 1);
            return bytes.length <= MOST_BYTES ? ArrivedSend.unparsed(bytes) : tooLarge(known, bytes, stream);
        } catch (IOException | StatusRuntimeException malformed) {
            return ArrivedSend.malformed();
        }
    }

    private ArrivedSend tooLarge(int size, byte[] begin, InputStream rest) throws IOException {
        var found = new Found();
        try {
            found.read(CodedInputStream.newInstance(new SequenceInputStream(new ByteArrayInputStream(begin), rest)));
        } catch (StatusRuntimeException beyondTheTransport) {
            // What was found before is enough.
        }
        return ArrivedSend.refused(new SendIds(found.thread, found.request, found.actingUser), problem(size, found));
    }

    private Problem problem(int size, Found found) {
        if (size != Integer.MAX_VALUE && size > maxBytes) {
            return new RequestTooLarge(maxBytes);
        }
        return found.textBytes > LONGEST_TEXT
                ? RequestInvalid.of("text", "string.max_len", "must be at most 10,000 characters")
                : new RequestTooLarge(MOST_BYTES);
    }

    /// The ids of a send, found without parsing it.
    private static final class Found {

        private String thread = "";
        private String request = "";
        private String actingUser = "";
        private int textBytes;
        private int fields;

        void read(CodedInputStream in) throws IOException {
            for (int tag = next(in); tag != 0; tag = next(in)) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case SendMessagesRequest.SEND_FIELD_NUMBER -> {
                        int outer = in.pushLimit(in.readRawVarint32());
                        readSend(in);
                        in.skipRawBytes(in.getBytesUntilLimit());
                        in.popLimit(outer);
                    }
                    case SendMessagesRequest.ACTING_USER_ID_FIELD_NUMBER -> actingUser = id(in);
                    default -> in.skipField(tag);
                }
            }
        }

        private void readSend(CodedInputStream in) throws IOException {
            for (int tag = next(in); tag != 0; tag = next(in)) {
                switch (WireFormat.getTagFieldNumber(tag)) {
                    case SendMessageRequest.THREAD_ID_FIELD_NUMBER -> thread = id(in);
                    case SendMessageRequest.REQUEST_ID_FIELD_NUMBER -> request = id(in);
                    case SendMessageRequest.TEXT_FIELD_NUMBER -> {
                        textBytes = in.readRawVarint32();
                        in.skipRawBytes(textBytes);
                    }
                    default -> in.skipField(tag);
                }
            }
        }

        /// Returns the next tag that has a length, or 0 at the end or after too many fields.
        private int next(CodedInputStream in) throws IOException {
            for (; fields < MOST_FIELDS && !in.isAtEnd(); fields++) {
                int tag = in.readTag();
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    fields++;
                    return tag;
                }
                in.skipField(tag);
            }
            return 0;
        }

        private static String id(CodedInputStream in) throws IOException {
            int length = in.readRawVarint32();
            if (length > SendIds.LONGEST) {
                in.skipRawBytes(length);
                return "";
            }
            return new String(in.readRawBytes(length), StandardCharsets.UTF_8);
        }
    }
}

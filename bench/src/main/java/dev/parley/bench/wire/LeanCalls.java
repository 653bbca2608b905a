package dev.parley.bench.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.bench.wire.FeedElement.Kind;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.message.v1.Hidden;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The public RPCs of the hot path, with requests that are already encoded (see [SendTemplate]) and responses
/// of which only the needed fields are decoded. That makes no difference on the wire.
public final class LeanCalls {

    /// `SendMessage`.
    public static final MethodDescriptor<byte[], Ack> SEND_MESSAGE =
            MessageServiceGrpc.getSendMessageMethod().toBuilder(encoded(), decoded(LeanCalls::sent))
                    .build();

    /// `SendMessages`.
    public static final MethodDescriptor<byte[], Ack> SEND_MESSAGES =
            MessageServiceGrpc.getSendMessagesMethod().toBuilder(encoded(), decoded(LeanCalls::result))
                    .build();

    /// `WatchThread`.
    public static final MethodDescriptor<WatchThreadRequest, FeedElement> WATCH_THREAD =
            MessageServiceGrpc.getWatchThreadMethod().toBuilder(
                            MessageServiceGrpc.getWatchThreadMethod().getRequestMarshaller(),
                            decoded(LeanCalls::element))
                    .build();

    private static final ThreadLocal<byte[]> BUFFER = ThreadLocal.withInitial(() -> new byte[16 * 1024]);

    private LeanCalls() {}

    /// Decodes the first bytes of an array.
    private interface Decoder<T> {
        T decode(byte[] bytes, int length);
    }

    private static Ack sent(byte[] bytes, int length) {
        return new Ack(Mark.NONE, sequenceOf(new WireScan(bytes, 0, length)), null);
    }

    private static Ack result(byte[] bytes, int length) {
        var scan = new WireScan(bytes, 0, length);
        long mark = Mark.NONE;
        while (scan.next()) {
            switch (scan.field()) {
                case SendMessagesResponse.REQUEST_ID_FIELD_NUMBER ->
                    mark = Mark.read(bytes, scan.end() - Mark.LENGTH, scan.end());
                case SendMessagesResponse.SENT_FIELD_NUMBER -> {
                    scan.enter();
                    return new Ack(mark, sequenceOf(scan), null);
                }
                case SendMessagesResponse.ERROR_FIELD_NUMBER -> {
                    return new Ack(mark, 0, status(bytes, scan.start(), scan.end()));
                }
                default -> {
                    // The mark identifies the thread.
                }
            }
        }
        return new Ack(mark, 0, Status.INTERNAL.withDescription("The result of a send is empty"));
    }

    private static long sequenceOf(WireScan response) {
        if (response.find(SendMessageResponse.MESSAGE_FIELD_NUMBER)) {
            response.enter();
            if (response.find(Message.SEQUENCE_FIELD_NUMBER)) {
                return response.number();
            }
        }
        return 0;
    }

    private static Status status(byte[] bytes, int start, int end) {
        try {
            var status = com.google.rpc.Status.parser().parseFrom(bytes, start, end - start);
            return Status.fromCodeValue(status.getCode()).withDescription(status.getMessage());
        } catch (InvalidProtocolBufferException unreadable) {
            return Status.INTERNAL.withDescription("The error of a send cannot be read");
        }
    }

    private static FeedElement element(byte[] bytes, int length) {
        var scan = new WireScan(bytes, 0, length);
        if (!scan.next()) {
            return FeedElement.of(Kind.OTHER);
        }
        int field = scan.field();
        scan.enter();
        return switch (field) {
            case WatchThreadResponse.ITEM_FIELD_NUMBER -> item(bytes, scan);
            case WatchThreadResponse.CAUGHT_UP_FIELD_NUMBER ->
                new FeedElement(
                        Kind.CAUGHT_UP, scan.find(CaughtUp.POSITION_FIELD_NUMBER) ? scan.number() : 0, 0, Mark.NONE);
            case WatchThreadResponse.STATES_FIELD_NUMBER -> FeedElement.of(Kind.STATES);
            case WatchThreadResponse.LAGGING_FIELD_NUMBER -> FeedElement.of(Kind.LAGGING);
            case WatchThreadResponse.HEARTBEAT_FIELD_NUMBER -> FeedElement.of(Kind.HEARTBEAT);
            case WatchThreadResponse.CLOSING_FIELD_NUMBER -> FeedElement.of(Kind.CLOSING);
            default -> FeedElement.of(Kind.OTHER);
        };
    }

    private static FeedElement item(byte[] bytes, WireScan scan) {
        long sequence = scan.find(ThreadItem.SEQUENCE_FIELD_NUMBER) ? scan.number() : 0;
        if (!scan.next()) {
            return new FeedElement(Kind.ITEM, sequence, sequence, Mark.NONE);
        }
        int content = scan.field();
        scan.enter();
        if (content == ThreadItem.HIDDEN_FIELD_NUMBER) {
            long through = scan.find(Hidden.THROUGH_SEQUENCE_FIELD_NUMBER) ? scan.number() : 0;
            return new FeedElement(Kind.ITEM, sequence, through, Mark.NONE);
        }
        boolean marked = content == ThreadItem.MESSAGE_FIELD_NUMBER && scan.find(Message.TEXT_FIELD_NUMBER);
        long mark = marked ? Mark.read(bytes, scan.start(), scan.end()) : Mark.NONE;
        return new FeedElement(Kind.ITEM, sequence, sequence, mark);
    }

    private static Marshaller<byte[]> encoded() {
        return new Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                throw new UnsupportedOperationException("The driver only sends these");
            }
        };
    }

    private static <T> Marshaller<T> decoded(Decoder<T> decoder) {
        return new Marshaller<>() {
            @Override
            public InputStream stream(T value) {
                throw new UnsupportedOperationException("The driver only receives these");
            }

            @Override
            public T parse(InputStream stream) {
                try {
                    byte[] bytes = BUFFER.get();
                    if (!(stream instanceof KnownLength) || stream.available() > bytes.length) {
                        byte[] all = stream.readAllBytes();
                        return decoder.decode(all, all.length);
                    }
                    int length = stream.available();
                    return decoder.decode(bytes, stream.readNBytes(bytes, 0, length));
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
            }
        };
    }
}

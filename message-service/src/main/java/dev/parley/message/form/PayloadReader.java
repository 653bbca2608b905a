package dev.parley.message.form;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads the bytes of a [PayloadWriter]. A field that the writer did not know has its default: zero, false,
/// empty. Unknown fields are skipped.
final class PayloadReader {

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private final ByteBuffer in;

    private PayloadReader(ByteBuffer in) {
        this.in = in;
    }

    /// Throws [IllegalStateException] for a version that this one cannot read.
    static PayloadReader payload(byte[] payload) {
        var reader = new PayloadReader(ByteBuffer.wrap(payload));
        int version = reader.small();
        if (version != PayloadWriter.VERSION) {
            throw new IllegalStateException("Stored payload of version " + version);
        }
        return reader;
    }

    int small() {
        return in.hasRemaining() ? Byte.toUnsignedInt(in.get()) : 0;
    }

    long number() {
        return in.hasRemaining() ? in.getLong() : 0;
    }

    int count() {
        int value = 0;
        int shift = 0;
        int part = small();
        while (part >= MORE) {
            value |= (part - MORE) << shift;
            shift += BITS;
            part = small();
        }
        return value | part << shift;
    }

    boolean flag() {
        return small() != 0;
    }

    String text() {
        return StandardCharsets.UTF_8.decode(slice()).toString();
    }

    byte[] bytes() {
        ByteBuffer slice = slice();
        var bytes = new byte[slice.remaining()];
        slice.get(bytes);
        return bytes;
    }

    <T> T group(Function<PayloadReader, T> fields) {
        return fields.apply(new PayloadReader(slice()));
    }

    <T> Optional<T> optional(Function<PayloadReader, T> fields) {
        return flag() ? Optional.of(group(fields)) : Optional.empty();
    }

    <T> List<T> list(Function<PayloadReader, T> fields) {
        int size = count();
        var values = new ArrayList<T>(Math.min(size, in.remaining()));
        for (int i = 0; i < size; i++) {
            values.add(group(fields));
        }
        return values;
    }

    private ByteBuffer slice() {
        int length = count();
        if (length > in.remaining()) {
            throw new IllegalStateException("A stored payload is truncated");
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }
}

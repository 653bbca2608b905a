package dev.parley.message.form;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Writes fields without a column as bytes: a version byte, then fields in a fixed order. Each group of
/// fields, each list element and each optional value begins with its length, so more fields can be added at
/// its end without a new version. Only a change that older readers cannot read needs a new version. What an
/// older reader may not ignore needs a rule of the content, such as the meaning of a [FenceCodec].
final class PayloadWriter {

    static final int VERSION = 1;

    private static final int BITS = 7;
    private static final int MORE = 1 << BITS;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private PayloadWriter() {}

    /// Creates a payload of the current version.
    static PayloadWriter payload() {
        return new PayloadWriter().small(VERSION);
    }

    /// 0 to 255.
    PayloadWriter small(int value) {
        bytes.write(value);
        return this;
    }

    PayloadWriter number(long value) {
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes.write((int) (value >>> shift));
        }
        return this;
    }

    /// Writes a number that is not negative and mostly small.
    PayloadWriter count(int value) {
        int rest = value;
        while (rest >= MORE) {
            bytes.write(rest | MORE);
            rest >>>= BITS;
        }
        bytes.write(rest);
        return this;
    }

    PayloadWriter flag(boolean value) {
        return small(value ? 1 : 0);
    }

    PayloadWriter text(String value) {
        return append(value.getBytes(StandardCharsets.UTF_8));
    }

    PayloadWriter bytes(byte[] value) {
        return append(value);
    }

    /// Writes a group of fields, which may grow later.
    <T> PayloadWriter group(T value, BiConsumer<PayloadWriter, T> fields) {
        var group = new PayloadWriter();
        fields.accept(group, value);
        return append(group.toBytes());
    }

    <T> PayloadWriter optional(Optional<T> value, BiConsumer<PayloadWriter, T> fields) {
        flag(value.isPresent());
        value.ifPresent(present -> group(present, fields));
        return this;
    }

    <T> PayloadWriter list(Collection<T> values, BiConsumer<PayloadWriter, T> fields) {
        count(values.size());
        values.forEach(value -> group(value, fields));
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private PayloadWriter append(byte[] content) {
        count(content.length);
        bytes.writeBytes(content);
        return this;
    }
}

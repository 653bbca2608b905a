package dev.parley.message.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Writes what has no column as bytes: a version byte, then fields in a fixed order. A later version only adds fields
/// at the end, so that each reads what the other has written.
final class PayloadWriter {

    private static final int VERSION = 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    PayloadWriter() {
        small(VERSION);
    }

    /// 0 to 255.
    PayloadWriter small(int value) {
        return write(() -> out.writeByte(value));
    }

    PayloadWriter number(long value) {
        return write(() -> out.writeLong(value));
    }

    PayloadWriter flag(boolean value) {
        return small(value ? 1 : 0);
    }

    /// At most 65,535 bytes.
    PayloadWriter text(String value) {
        return write(() -> out.writeUTF(value));
    }

    <T> PayloadWriter optional(Optional<T> value, BiConsumer<PayloadWriter, T> field) {
        flag(value.isPresent());
        value.ifPresent(present -> field.accept(this, present));
        return this;
    }

    <T> PayloadWriter list(Collection<T> values, BiConsumer<PayloadWriter, T> field) {
        write(() -> out.writeInt(values.size()));
        values.forEach(value -> field.accept(this, value));
        return this;
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private PayloadWriter write(Field field) {
        try {
            field.write();
            return this;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    @FunctionalInterface
    private interface Field {
        void write() throws IOException;
    }
}

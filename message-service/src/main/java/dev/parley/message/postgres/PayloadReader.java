package dev.parley.message.postgres;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Reads what a [PayloadWriter] has written. Bytes after the known fields are those of a later version.
final class PayloadReader {

    private final DataInputStream in;

    PayloadReader(byte[] payload) {
        this.in = new DataInputStream(new ByteArrayInputStream(payload));
        small();
    }

    int small() {
        return read(in::readUnsignedByte);
    }

    long number() {
        return read(in::readLong);
    }

    boolean flag() {
        return small() != 0;
    }

    String text() {
        return read(in::readUTF);
    }

    <T> Optional<T> optional(Function<PayloadReader, T> field) {
        return flag() ? Optional.of(field.apply(this)) : Optional.empty();
    }

    <T> List<T> list(Function<PayloadReader, T> field) {
        int size = read(in::readInt);
        var values = new ArrayList<T>(size);
        for (int i = 0; i < size; i++) {
            values.add(field.apply(this));
        }
        return values;
    }

    private static <T> T read(Field<T> field) {
        try {
            return field.read();
        } catch (IOException fault) {
            throw new UncheckedIOException("A stored payload is too short", fault);
        }
    }

    @FunctionalInterface
    private interface Field<T> {
        T read() throws IOException;
    }
}

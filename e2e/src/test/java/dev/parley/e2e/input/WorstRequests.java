package dev.parley.e2e.input;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// The requests of one megabyte that cost a server most, for any type of request.
final class WorstRequests {

    private static final int BYTES = 1_000_000;
    private static final int DEEPEST = 3;
    private static final int UNKNOWN = 9_999;
    private static final int ELEMENTS = 190;

    /// One request, and what is wrong with it.
    record Worst(String what, byte[] bytes) {

        @Override
        public String toString() {
            return what;
        }
    }

    private final boolean all;
    private final List<Worst> found = new ArrayList<>();

    private WorstRequests(boolean all) {
        this.all = all;
    }

    /// Returns the worst requests of a type.
    ///
    /// @param all whether each text is tried with each kind of wrong content, and not only with one
    static List<Worst> of(Descriptor type, boolean all) {
        var requests = new WorstRequests(all);
        requests.add("unknown numbers", repeated(varint(UNKNOWN)));
        requests.add("groups without end", repeated(tag(UNKNOWN, WireFormat.WIRETYPE_START_GROUP)));
        if (all) {
            requests.add("unknown texts", repeated(nested(UNKNOWN, new byte[0])));
        }
        requests.walk("", type, UnaryOperator.identity(), 1);
        return requests.found;
    }

    private void add(String what, byte[] bytes) {
        found.add(new Worst(what, bytes));
    }

    private void walk(String path, Descriptor type, UnaryOperator<byte[]> outer, int depth) {
        for (FieldDescriptor field : type.getFields()) {
            String name = path + field.getName();
            int number = field.getNumber();
            boolean isLong = field.getJavaType() == JavaType.STRING
                    || field.getJavaType() == JavaType.BYTE_STRING
                    || field.getJavaType() == JavaType.MESSAGE;
            if (field.isRepeated()) {
                byte[] numbers = nested(number, new byte[BYTES]);
                add("elements of " + name, outer.apply(isLong ? repeated(nested(number, new byte[0])) : numbers));
            }
            if (field.getJavaType() == JavaType.MESSAGE && depth < DEEPEST) {
                walk(name + ".", field.getMessageType(), inner -> outer.apply(nested(number, inner)), depth + 1);
                add("unknown fields in " + name, outer.apply(nested(number, repeated(varint(UNKNOWN)))));
            } else if (isLong) {
                texts(name, field, outer);
            }
        }
    }

    private void texts(String name, FieldDescriptor field, UnaryOperator<byte[]> outer) {
        int number = field.getNumber();
        add("letters in " + name, outer.apply(nested(number, filled(BYTES, (byte) 'x'))));
        if (all) {
            add("controls in " + name, outer.apply(nested(number, filled(BYTES, (byte) 1))));
            add("bytes that are no text in " + name, outer.apply(nested(number, filled(BYTES, (byte) 0xff))));
            if (field.isRepeated()) {
                byte[] element = nested(number, filled(BYTES / ELEMENTS, (byte) 'x'));
                add("large elements of " + name, outer.apply(repeated(element)));
            }
        }
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }

    private static byte[] repeated(byte[] element) {
        var bytes = new ByteArrayOutputStream(BYTES);
        while (bytes.size() + element.length <= BYTES) {
            bytes.writeBytes(element);
        }
        return bytes.toByteArray();
    }

    private static byte[] tag(int number, int type) {
        return written(out -> out.writeTag(number, type));
    }

    private static byte[] varint(int number) {
        return written(out -> out.writeInt64(number, 1));
    }

    private static byte[] nested(int number, byte[] inner) {
        return written(out -> out.writeByteArray(number, inner));
    }

    private interface Writing {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        var bytes = new ByteArrayOutputStream();
        var out = CodedOutputStream.newInstance(bytes);
        try {
            writing.write(out);
            out.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}

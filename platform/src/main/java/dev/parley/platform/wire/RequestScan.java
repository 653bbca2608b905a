package dev.parley.platform.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks through the bytes of a request for lists that are longer than their rules allow, and for unknown fields where
/// they are refused, before an object is made for each of them: 500,000 empty elements are a megabyte on the wire and
/// a hundred in memory. It creates nothing for an element beyond a bound, and its time grows only with the bytes.
///
/// It finds what [SizeBounds] and [UnknownFields] find in a parsed request. Bytes that are malformed are left to the
/// parser.
final class RequestScan {

    private static final int DEEPEST = 100;
    private static final ConcurrentHashMap<Descriptor, Shape> SHAPES = new ConcurrentHashMap<>();

    private final boolean refuseUnknown;

    /// What a field looks like on the wire.
    ///
    /// @param place its place among the fields of its message
    /// @param most the most elements of a list that is bounded
    private record Field(FieldDescriptor descriptor, int place, long most) {

        boolean isMessage() {
            return descriptor.getJavaType() == JavaType.MESSAGE;
        }

        /// Whether the parser takes it for the field that it claims to be.
        boolean isOf(int wireType) {
            return wireType == descriptor.getLiteType().getWireType()
                    || wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && descriptor.isPackable();
        }
    }

    private record Shape(Map<Integer, Field> fields, int places) {

        static Shape of(Descriptor type) {
            Shape known = SHAPES.get(type);
            return known != null ? known : SHAPES.computeIfAbsent(type, Shape::read);
        }

        private static Shape read(Descriptor type) {
            var fields = new HashMap<Integer, Field>();
            List<FieldDescriptor> all = type.getFields();
            for (int place = 0; place < all.size(); place++) {
                FieldDescriptor field = all.get(place);
                fields.put(field.getNumber(), new Field(field, place, SizeBounds.mostItems(field)));
            }
            return new Shape(fields, all.size());
        }
    }

    /// What was seen of one message. A message that arrives in parts is one message.
    private static final class Seen {

        private final Shape shape;
        private final long[] elements;
        private final @Nullable Seen[] parts;

        Seen(Shape shape) {
            this.shape = shape;
            this.elements = new long[shape.places()];
            this.parts = new Seen[shape.places()];
        }

        Seen inner(Field field) {
            Seen known = field.descriptor().isRepeated() ? null : parts[field.place()];
            if (known == null) {
                known = new Seen(Shape.of(field.descriptor().getMessageType()));
                parts[field.place()] = known;
            }
            return known;
        }
    }

    /// What was found, and the names of the fields around it, from the inside out.
    private record Found(List<String> path, boolean isUnknown, long most) {

        Found in(String field) {
            path.add(field);
            return this;
        }

        Problem problem() {
            String name = String.join(".", path.reversed());
            return isUnknown ? new FieldUnknown(name) : new RequestInvalid(List.of(SizeBounds.tooMany(name, most)));
        }
    }

    private RequestScan(boolean refuseUnknown) {
        this.refuseUnknown = refuseUnknown;
    }

    /// Returns the first problem, or null.
    static @Nullable Problem problemOf(Descriptor type, byte[] request, boolean refuseUnknown) {
        try {
            Found found = new RequestScan(refuseUnknown)
                    .scan(CodedInputStream.newInstance(request), new Seen(Shape.of(type)), 0);
            return found == null ? null : found.problem();
        } catch (IOException malformed) {
            return null;
        }
    }

    private @Nullable Found scan(CodedInputStream in, Seen seen, int depth) throws IOException {
        int tag;
        while ((tag = in.readTag()) != 0) {
            int number = WireFormat.getTagFieldNumber(tag);
            Field field = seen.shape.fields().get(number);
            if (field == null || !field.isOf(WireFormat.getTagWireType(tag))) {
                if (refuseUnknown) {
                    return new Found(new ArrayList<>(List.of("#" + number)), true, 0);
                }
                in.skipField(tag);
                continue;
            }
            Found found = scan(in, tag, field, seen, depth);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found scan(CodedInputStream in, int tag, Field field, Seen seen, int depth) throws IOException {
        String name = field.descriptor().getName();
        long count = ++seen.elements[field.place()];
        if (count > field.most()) {
            return new Found(new ArrayList<>(List.of(name)), false, field.most());
        }
        if (!field.isMessage() || depth == DEEPEST) {
            in.skipField(tag);
            return null;
        }
        int length = in.readRawVarint32();
        int outer = in.pushLimit(length);
        Found found = length == 0 ? null : scan(in, seen.inner(field), depth + 1);
        if (found != null) {
            return found.in(field.descriptor().isRepeated() ? name + '[' + (count - 1) + ']' : name);
        }
        in.popLimit(outer);
        return null;
    }
}

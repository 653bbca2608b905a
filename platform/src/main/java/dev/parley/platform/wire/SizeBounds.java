package dev.parley.platform.wire;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.ValidateProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.parley.platform.problem.PlatformProblem.Violation;
import dev.parley.platform.wire.NestedMessages.Found;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds lists and texts that are longer than the rules of their protos allow, before any rule looks at their
/// elements and characters. So the cost of a bad request does not grow with its size.
final class SizeBounds {

    private record Bound(FieldDescriptor field, long most, boolean list) {

        /// A text of this many UTF-16 units has more characters than allowed; a shorter one may, too.
        boolean isExceededBy(Message message) {
            return list
                    ? message.getRepeatedFieldCount(field) > most
                    : ((String) message.getField(field)).length() > 2 * most;
        }

        Violation violation(String path) {
            return list
                    ? tooMany(path, most)
                    : new Violation(path, "string.max_len", "must be at most " + most + " characters");
        }
    }

    private final ConcurrentHashMap<Descriptor, List<Bound>> bounds = new ConcurrentHashMap<>();

    /// Returns how many elements the rules of a list allow; the largest number for other fields.
    static long mostItems(FieldDescriptor field) {
        FieldRules rules = rulesOf(field);
        return field.isRepeated()
                        && rules.getIgnore() != Ignore.IGNORE_ALWAYS
                        && rules.getRepeated().hasMaxItems()
                ? rules.getRepeated().getMaxItems()
                : Long.MAX_VALUE;
    }

    static Violation tooMany(String path, long most) {
        return new Violation(path, "repeated.max_items", "must contain no more than " + most + " item(s)");
    }

    /// Returns the first list or text that is too long, or null.
    @Nullable
    Violation violationOf(Message message) {
        Found<Bound> found = find(message);
        return found == null ? null : found.what().violation(found.path());
    }

    private @Nullable Found<Bound> find(Message message) {
        for (Bound bound : boundsOf(message.getDescriptorForType())) {
            if (bound.isExceededBy(message)) {
                return new Found<>(bound.field().getName(), bound);
            }
        }
        return NestedMessages.search(message, this::find);
    }

    private List<Bound> boundsOf(Descriptor type) {
        List<Bound> known = bounds.get(type);
        return known != null ? known : bounds.computeIfAbsent(type, SizeBounds::read);
    }

    private static List<Bound> read(Descriptor type) {
        return type.getFields().stream()
                .filter(field -> rulesOf(field).getIgnore() != Ignore.IGNORE_ALWAYS)
                .flatMap(field -> bound(field).stream())
                .toList();
    }

    private static Optional<Bound> bound(FieldDescriptor field) {
        FieldRules rules = rulesOf(field);
        if (field.isRepeated()) {
            return rules.getRepeated().hasMaxItems()
                    ? Optional.of(new Bound(field, rules.getRepeated().getMaxItems(), true))
                    : Optional.empty();
        }
        return rules.getString().hasMaxLen()
                ? Optional.of(new Bound(field, rules.getString().getMaxLen(), false))
                : Optional.empty();
    }

    private static FieldRules rulesOf(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field);
    }
}

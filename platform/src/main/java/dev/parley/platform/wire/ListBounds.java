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
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds lists that are longer than the rules of their protos allow, before any rule looks at their elements.
/// So the cost of a bad request does not grow with the length of its lists.
final class ListBounds {

    private static final String RULE = "repeated.max_items";

    private record Bound(FieldDescriptor field, long most) {}

    private final ConcurrentHashMap<Descriptor, List<Bound>> bounds = new ConcurrentHashMap<>();

    /// Returns the first list that is too long, or null.
    @Nullable
    Violation violationOf(Message message) {
        Found<Bound> found = find(message);
        return found == null
                ? null
                : new Violation(
                        found.path(),
                        RULE,
                        "must contain no more than " + found.what().most() + " item(s)");
    }

    private @Nullable Found<Bound> find(Message message) {
        for (Bound bound : boundsOf(message.getDescriptorForType())) {
            if (message.getRepeatedFieldCount(bound.field()) > bound.most()) {
                return new Found<>(bound.field().getName(), bound);
            }
        }
        return NestedMessages.search(message, this::find);
    }

    private List<Bound> boundsOf(Descriptor type) {
        List<Bound> known = bounds.get(type);
        return known != null ? known : bounds.computeIfAbsent(type, ListBounds::read);
    }

    private static List<Bound> read(Descriptor type) {
        return type.getFields().stream()
                .filter(FieldDescriptor::isRepeated)
                .filter(field -> rulesOf(field).getRepeated().hasMaxItems()
                        && rulesOf(field).getIgnore() != Ignore.IGNORE_ALWAYS)
                .map(field -> new Bound(field, rulesOf(field).getRepeated().getMaxItems()))
                .toList();
    }

    private static FieldRules rulesOf(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field);
    }
}

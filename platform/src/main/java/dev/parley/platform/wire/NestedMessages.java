package dev.parley.platform.wire;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The messages inside a message, found without looking at its other fields.
final class NestedMessages {

    private static final ConcurrentHashMap<Descriptor, List<FieldDescriptor>> FIELDS = new ConcurrentHashMap<>();

    private NestedMessages() {}

    /// Something that was found, with its location: the path of a field, such as `fences[2].participants`.
    record Found<T>(String path, T what) {

        private Found<T> below(String parent) {
            return new Found<>(path.isEmpty() ? parent : parent + '.' + path, what);
        }
    }

    /// Returns the first result of `look` in the messages directly inside this one.
    static <T> @Nullable Found<T> search(Message message, Function<Message, @Nullable Found<T>> look) {
        for (FieldDescriptor field : fieldsOf(message.getDescriptorForType())) {
            Found<T> found = field.isRepeated() ? searchList(message, field, look) : searchOne(message, field, look);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static List<FieldDescriptor> fieldsOf(Descriptor type) {
        List<FieldDescriptor> known = FIELDS.get(type);
        return known != null ? known : FIELDS.computeIfAbsent(type, NestedMessages::find);
    }

    private static List<FieldDescriptor> find(Descriptor type) {
        return type.getFields().stream()
                .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                .toList();
    }

    private static <T> @Nullable Found<T> searchOne(
            Message message, FieldDescriptor field, Function<Message, @Nullable Found<T>> look) {
        if (!message.hasField(field)) {
            return null;
        }
        Found<T> found = look.apply((Message) message.getField(field));
        return found == null ? null : found.below(field.getName());
    }

    private static <T> @Nullable Found<T> searchList(
            Message message, FieldDescriptor field, Function<Message, @Nullable Found<T>> look) {
        int count = message.getRepeatedFieldCount(field);
        for (int i = 0; i < count; i++) {
            Found<T> found = look.apply((Message) message.getRepeatedField(field, i));
            if (found != null) {
                return found.below(field.getName() + '[' + i + ']');
            }
        }
        return null;
    }
}

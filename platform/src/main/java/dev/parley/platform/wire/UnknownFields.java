package dev.parley.platform.wire;

import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import dev.parley.platform.problem.PlatformProblem.FieldUnknown;
import dev.parley.platform.wire.NestedMessages.Found;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import org.jspecify.annotations.Nullable;

/// Refuses public requests that carry a field which this server does not know. A newer client would otherwise
/// believe that a write stored the field, or that a read obeyed it: an unknown filter would return everything,
/// and an unknown start of a feed would mean now. Calls between services ignore unknown fields.
public final class UnknownFields {

    private static final String INTERNAL = ".internal.";

    private UnknownFields() {}

    /// Throws `FieldUnknown` if a message carries an unknown field at any depth. It names the field by its number
    /// behind the path of the message that carries it, such as `filter.#17`. A handler of a bidirectional
    /// stream calls this for each element, so that only the element fails and not the stream.
    public static void refuse(Message message) {
        Found<Integer> found = find(message);
        if (found != null) {
            String number = "#" + found.what();
            throw new FieldUnknown(found.path().isEmpty() ? number : found.path() + '.' + number).exception();
        }
    }

    /// Whether an RPC is a public one whose requests are refused for unknown fields before its handler sees them.
    static boolean areRefusedBy(MethodDescriptor<?, ?> method) {
        if (method.getType() == MethodType.BIDI_STREAMING
                || !(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
            return false;
        }
        return !supplier.getFileDescriptor().getPackage().contains(INTERNAL);
    }

    private static @Nullable Found<Integer> find(Message message) {
        UnknownFieldSet unknown = message.getUnknownFields();
        if (!unknown.isEmpty()) {
            return new Found<>("", unknown.asMap().keySet().iterator().next());
        }
        return NestedMessages.search(message, UnknownFields::find);
    }
}

package dev.parley.e2e.client;

import build.buf.validate.ValidateProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.util.Set;

/// Requests of any RPC that satisfy the rules of their proto: every required field is set, by its name and
/// type.
///
/// @param caller the acting user, `usr_…`
/// @param other another user, `usr_…`
/// @param thread a thread of both, `thr_…`
/// @param message a message in it, `msg_…`
public record FittingRequest(String caller, String other, String thread, String message) {

    /// Fields that are not required on their own, but by a rule over the whole request.
    private static final Set<String> NEEDED = Set.of("parley.message.v1.SendMessageRequest.text");

    /// Fields in which a service on its own behalf names the user for whom it calls.
    private static final Set<String> NAMED_BY_SERVICES = Set.of("owner_id", "acting_user_id");

    /// Returns a user's request of this RPC. Each RPC has its own request id.
    public Message of(AnyRpc rpc) {
        return filled(rpc.emptyRequest().newBuilderForType());
    }

    /// Returns a request of this RPC by a service on its own behalf.
    public Message byService(AnyRpc rpc) {
        Message.Builder request = of(rpc).toBuilder();
        request.getDescriptorForType().getFields().stream()
                .filter(field -> NAMED_BY_SERVICES.contains(field.getName()))
                .forEach(field -> request.setField(field, caller));
        return request.build();
    }

    private Message filled(Message.Builder request) {
        if (request instanceof Timestamp.Builder time) {
            return time.setSeconds(1).build();
        }
        request.getDescriptorForType().getFields().stream()
                .filter(FittingRequest::isRequired)
                .forEach(field -> fill(request, field));
        return request.build();
    }

    private void fill(Message.Builder request, FieldDescriptor field) {
        Object value = switch (field.getJavaType()) {
            case MESSAGE -> filled(request.newBuilderForField(field));
            case STRING -> text(field.getName(), request.getDescriptorForType().getFullName());
            case ENUM -> firstOf(field);
            case LONG -> 1L;
            case INT -> 1;
            case BOOLEAN, DOUBLE, FLOAT, BYTE_STRING ->
                throw new IllegalStateException("Unknown type of " + field.getFullName());
        };
        if (field.isRepeated()) {
            request.addRepeatedField(field, value);
        } else {
            request.setField(field, value);
        }
    }

    private String text(String field, String request) {
        return switch (field) {
            case "thread_id", "thread_ids" -> thread;
            case "message_id" -> message;
            case "sender_id", "blocker_id" -> caller;
            case "user_id", "user_ids", "blocked_id" -> other;
            case "subscription_id" -> "subscription-1";
            case "request_id" -> "request-of." + request.substring(request.lastIndexOf('.') + 1);
            case "text" -> "A text";
            case "topic" -> "thread.fence";
            case "key" -> thread;
            case "job_id" -> "job_1";
            default -> throw new IllegalStateException("Unknown field " + field + " in " + request);
        };
    }

    /// Returns the first meaningful value.
    private static Object firstOf(FieldDescriptor field) {
        EnumDescriptor type = field.getEnumType();
        return type.getValues().get(1);
    }

    private static boolean isRequired(FieldDescriptor field) {
        OneofDescriptor oneof = field.getRealContainingOneof();
        return NEEDED.contains(field.getFullName())
                || field.getOptions()
                        .getExtension(FieldBehaviorProto.fieldBehavior)
                        .contains(FieldBehavior.REQUIRED)
                || oneof != null
                        && oneof.getField(0).equals(field)
                        && oneof.getOptions().getExtension(ValidateProto.oneof).getRequired();
    }
}

package dev.parley.platform.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.problem.PlatformProblem;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.ValueUnknown;
import dev.parley.platform.problem.PlatformProblem.Violation;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.Contract;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A bad request gets a small response, however much is wrong with it.
class WorstRequestsTest {

    private static final RequestRules RULES = new RequestRules(List.of());
    private static final PlatformProblemMapper MAPPER = new PlatformProblemMapper();
    private static final String WRONG = "ä\u0001€".repeat(400);
    private static final int DEEPEST = 4;

    static List<MethodDescriptor> rpcs() {
        return Contract.rpcs();
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void wrongValueInEveryFieldAndEveryElement(MethodDescriptor rpc) {
        for (int elements : new int[] {1, 15, 1_000}) {
            Message worst = wrong(rpc.getInputType(), elements, DEEPEST);
            Throwable thrown = catchThrowable(() -> RULES.check(worst));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(ProblemException.class);
                var problem = (PlatformProblem) ((ProblemException) thrown).problem();
                if (problem instanceof RequestInvalid(var violations)) {
                    assertThat(violations).hasSizeBetween(1, RequestRules.MOST_VIOLATIONS);
                } else {
                    assertThat(problem).isInstanceOf(ValueUnknown.class);
                }
                assertThat(MAPPER.map(problem).toProto().getSerializedSize())
                        .isLessThanOrEqualTo(StatusSize.MOST_BYTES);
            }
        }
    }

    @Test
    void listThatIsTooLongIsRefusedBeforeItsElementsAreChecked() {
        var request = BatchGetMessagesRequest.newBuilder();
        for (int i = 0; i < 1_000; i++) {
            request.addRefs(MessageRef.newBuilder().setThreadId("wrong " + i));
        }
        var problem =
                (RequestInvalid) ((ProblemException) catchThrowable(() -> RULES.check(request.build()))).problem();

        assertThat(problem.violations())
                .containsExactly(new Violation("refs", "repeated.max_items", "must contain no more than 200 item(s)"));
    }

    @Test
    void textThatIsTooLongIsRefusedBeforeItsCharactersAreChecked() {
        var request = SendMessageRequest.newBuilder().setText("\u0001".repeat(20_001));
        var problem =
                (RequestInvalid) ((ProblemException) catchThrowable(() -> RULES.check(request.build()))).problem();

        assertThat(problem.violations())
                .containsExactly(new Violation("text", "string.max_len", "must be at most 10000 characters"));
    }

    @Test
    void predefinedRulesWorkAndNamesTheirElements() {
        var request = BatchGetMessagesRequest.newBuilder();
        for (int i = 0; i < 200; i++) {
            request.addRefs(MessageRef.newBuilder().setThreadId("wrong").setMessageId("msg_" + i));
        }
        var problem =
                (RequestInvalid) ((ProblemException) catchThrowable(() -> RULES.check(request.build()))).problem();

        assertThat(problem.violations()).hasSize(10);
        assertThat(problem.violations().getFirst().field()).isEqualTo("refs[0].thread_id");
        assertThat(problem.violations().getFirst().rule()).isEqualTo("string.thread_id");
    }

    private static Message wrong(Descriptor type, int elements, int depth) {
        var message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean nested = field.getJavaType() == JavaType.MESSAGE;
            if (nested && (depth == 0 || field.isMapField())) {
                continue;
            }
            Object value =
                    nested ? wrong(field.getMessageType(), elements > 15 ? 1 : elements, depth - 1) : wrong(field);
            if (field.isRepeated()) {
                for (int i = 0; i < elements; i++) {
                    message.addRepeatedField(field, value);
                }
            } else {
                message.setField(field, value);
            }
        }
        return message.build();
    }

    private static Object wrong(FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> -1;
            case LONG -> -1L;
            case FLOAT -> Float.NaN;
            case DOUBLE -> Double.NaN;
            case BOOLEAN -> true;
            case STRING -> WRONG;
            case BYTE_STRING -> com.google.protobuf.ByteString.copyFromUtf8(WRONG);
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(77);
            case MESSAGE -> throw new AssertionError(field);
        };
    }
}

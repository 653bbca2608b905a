package dev.parley.platform.wire;

import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Message;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.Violation;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Evaluates the rules that the protos state beside their fields, as `buf.validate`.
@Singleton
public final class RequestRules {

    private final Validator validator = ValidatorFactory.newBuilder().build();
    private final Map<Class<?>, QuickCheck<?>> quick;

    /// Knows the quick checks of all services of this process.
    public RequestRules(List<QuickCheck<?>> checks) {
        quick = checks.stream().collect(Collectors.toUnmodifiableMap(QuickCheck::type, Function.identity()));
    }

    /// Throws `RequestInvalid`, with each field and rule, when a message breaks its rules.
    public void check(Message message) {
        QuickCheck<?> check = quick.get(message.getClass());
        if (check == null || !surelyKeepsRules(check, message)) {
            checkAll(message);
        }
    }

    private static <M extends Message> boolean surelyKeepsRules(QuickCheck<M> check, Message message) {
        return check.surelyKeepsRules(check.type().cast(message));
    }

    private void checkAll(Message message) {
        ValidationResult result;
        try {
            result = validator.validate(message);
        } catch (ValidationException fault) {
            throw new IllegalStateException(
                    "The rules of " + message.getDescriptorForType().getFullName() + " cannot be evaluated", fault);
        }
        if (!result.isSuccess()) {
            throw new RequestInvalid(result.toProto().getViolationsList().stream()
                            .map(v -> new Violation(path(v.getField()), v.getRuleId(), text(v)))
                            .toList())
                    .exception();
        }
    }

    private static String text(build.buf.validate.Violation violation) {
        return violation.getMessage().isEmpty() ? "breaks the rule " + violation.getRuleId() : violation.getMessage();
    }

    private static String path(FieldPath path) {
        var text = new StringBuilder();
        for (FieldPathElement element : path.getElementsList()) {
            if (!text.isEmpty()) {
                text.append('.');
            }
            text.append(element.getFieldName());
            if (element.hasIndex()) {
                text.append('[').append(element.getIndex()).append(']');
            }
        }
        return text.toString();
    }
}

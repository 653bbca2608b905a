package dev.parley.platform.wire;

import build.buf.protovalidate.ValidationResult;
import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPath;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Message;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.PlatformProblem.ValueUnknown;
import dev.parley.platform.problem.PlatformProblem.Violation;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The validation rules of the fields of the protos, as `buf.validate`.
@Singleton
public final class RequestRules {

    /// The maximum number of violations that a problem names, and the maximum length of each of their texts,
    /// in characters.
    static final int MOST_VIOLATIONS = 10;

    static final int LONGEST_TEXT = 120;

    private static final Logger LOG = LoggerFactory.getLogger(RequestRules.class);
    private static final String DEFINED_ONLY = "enum.defined_only";

    private final Validator validator = ValidatorFactory.newBuilder().build();
    private final SizeBounds sizes = new SizeBounds();
    private final Map<Class<?>, QuickCheck<?>> quick;

    /// Uses the quick checks of all services of this process.
    public RequestRules(List<QuickCheck<?>> checks) {
        quick = checks.stream().collect(Collectors.toUnmodifiableMap(QuickCheck::type, Function.identity()));
    }

    /// Compiles the rules of requests in the background, which takes most of a second. Otherwise the first request of
    /// each type compiles its rules, and all others wait for one lock meanwhile.
    public void prepare(Collection<? extends Message> requests) {
        Thread.ofPlatform().daemon().name("request-rules").start(() -> compile(requests));
    }

    /// Rules that cannot be compiled fail the requests that they are for.
    private void compile(Collection<? extends Message> requests) {
        for (Message request : requests) {
            try {
                validate(request);
            } catch (Throwable fault) {
                LOG.error(
                        "The rules of {} cannot be compiled",
                        request.getDescriptorForType().getFullName(),
                        fault);
            }
        }
    }

    /// Throws `RequestInvalid`, with at most ten fields and rules, if a message breaks its rules. Throws
    /// `ValueUnknown` if an enum has a value that this server does not know.
    public void check(Message message) {
        check(message, false);
    }

    /// Does the same, and if `refuseUnknown` is set, throws `FieldUnknown` before a rule is checked. Sizes come first:
    /// to look for unknown fields in a list without a bound is work without a bound.
    void check(Message message, boolean refuseUnknown) {
        QuickCheck<?> check = quick.get(message.getClass());
        boolean kept = check != null && surelyKeepsRules(check, message);
        if (!kept) {
            checkSizes(message);
        }
        if (refuseUnknown) {
            UnknownFields.refuse(message);
        }
        if (!kept) {
            checkAll(message);
        }
    }

    private static <M extends Message> boolean surelyKeepsRules(QuickCheck<M> check, Message message) {
        return check.surelyKeepsRules(check.type().cast(message));
    }

    private void checkSizes(Message message) {
        Violation tooLong = sizes.violationOf(message);
        if (tooLong != null) {
            throw new RequestInvalid(List.of(tooLong)).exception();
        }
    }

    private void checkAll(Message message) {
        ValidationResult result = validate(message);
        if (!result.isSuccess()) {
            refuseUnknownValue(result);
            throw new RequestInvalid(result.toProto().getViolationsList().stream()
                            .limit(MOST_VIOLATIONS)
                            .map(v -> new Violation(cut(path(v.getField())), cut(v.getRuleId()), cut(text(v))))
                            .toList())
                    .exception();
        }
    }

    /// A number without a name is a value of a newer contract and not a mistake of the client. It comes before
    /// other violations, because a newer contract may also have looser rules.
    private static void refuseUnknownValue(ValidationResult result) {
        for (var violation : result.getViolations()) {
            var value = violation.getFieldValue();
            if (value != null && violation.toProto().getRuleId().equals(DEFINED_ONLY)) {
                throw new ValueUnknown(
                                cut(path(violation.toProto().getField())),
                                value.getDescriptor().getEnumType().getFullName(),
                                number(value.getValue()))
                        .exception();
            }
        }
    }

    private static int number(@Nullable Object value) {
        return switch (value) {
            case Number number -> number.intValue();
            case EnumValueDescriptor named -> named.getNumber();
            case null, default -> throw new IllegalStateException("Not a value of an enum: " + value);
        };
    }

    private ValidationResult validate(Message message) {
        try {
            return validator.validate(message);
        } catch (ValidationException fault) {
            throw new IllegalStateException(
                    "The rules of " + message.getDescriptorForType().getFullName() + " cannot be evaluated", fault);
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
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

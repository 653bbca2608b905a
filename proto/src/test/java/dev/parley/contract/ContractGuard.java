package dev.parley.contract;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.ValidateProto;
import build.buf.validate.Violation;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehavior;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/// Finds changes that break callers of the last release but that `buf breaking` does not see: tightened
/// rules, changed access, changed promises of an RPC.
final class ContractGuard {

    private final ContractImage before;
    private final ContractImage after;
    private final List<String> findings = new ArrayList<>();

    private ContractGuard(ContractImage before, ContractImage after) {
        this.before = before;
        this.after = after;
    }

    static List<String> compare(ContractImage before, ContractImage after) {
        var guard = new ContractGuard(before, after);
        after.fields().keySet().stream().filter(before.fields()::containsKey).forEach(guard::compareField);
        after.oneofs().keySet().stream().filter(before.oneofs()::containsKey).forEach(guard::compareOneof);
        after.messages().keySet().stream()
                .filter(before.messages()::containsKey)
                .forEach(guard::compareMessage);
        after.predefined().keySet().stream()
                .filter(before.predefined()::containsKey)
                .forEach(guard::comparePredefined);
        after.rpcs().keySet().stream().filter(before.rpcs()::containsKey).forEach(guard::compareRpc);
        return List.copyOf(guard.findings);
    }

    private void compareField(String field) {
        new RuleChange(field, findings::add).compare(before.rulesOf(field), after.rulesOf(field));
        if (after.behaviourOf(field).contains(FieldBehavior.REQUIRED)
                && !before.behaviourOf(field).contains(FieldBehavior.REQUIRED)) {
            findings.add(field + ": became REQUIRED");
        }
    }

    private void compareOneof(String oneof) {
        new RuleChange(oneof, findings::add)
                .compare(
                        before.oneofs().get(oneof).getOptions().getExtension(ValidateProto.oneof),
                        after.oneofs().get(oneof).getOptions().getExtension(ValidateProto.oneof));
    }

    private void compareMessage(String message) {
        new RuleChange(message, findings::add)
                .compare(
                        before.messages().get(message).getOptions().getExtension(ValidateProto.message),
                        after.messages().get(message).getOptions().getExtension(ValidateProto.message));
    }

    /// Whether an expression became wider cannot be decided, so each change is a finding.
    private void comparePredefined(String rule) {
        if (!before.predefined().get(rule).equals(after.predefined().get(rule))) {
            findings.add(rule + ": the expression of the predefined rule changed");
        }
    }

    private void compareRpc(String name) {
        MethodOptions old = before.rpcs().get(name).getOptions();
        MethodOptions now = after.rpcs().get(name).getOptions();
        Rule oldRule = old.getExtension(RuleProto.rule);
        Rule newRule = now.getExtension(RuleProto.rule);
        changed(name, "callers", new HashSet<>(oldRule.getCallersList()), new HashSet<>(newRule.getCallersList()));
        compareScopes(name, oldRule.getScopesList(), newRule.getScopesList());
        changed(name, "idempotency level", old.getIdempotencyLevel(), now.getIdempotencyLevel());
        if (!new HashSet<>(newRule.getReasonsList()).containsAll(oldRule.getReasonsList())) {
            findings.add(name + ": reasons were removed");
        }
        if (old.hasExtension(AnnotationsProto.http)) {
            changed(
                    name,
                    "HTTP path",
                    old.getExtension(AnnotationsProto.http),
                    now.getExtension(AnnotationsProto.http));
        }
    }

    /// One scope is enough, so a further one admits more services. A rule without scopes admits every service.
    private void compareScopes(String name, List<String> old, List<String> now) {
        boolean isWider = now.isEmpty() || !old.isEmpty() && new HashSet<>(now).containsAll(old);
        if (!isWider) {
            findings.add(name + ": the scopes were " + old + " and are " + now);
        }
    }

    private void changed(String name, String what, Object old, Object now) {
        if (!old.equals(now)) {
            findings.add(name + ": the " + what + " was " + oneLine(old) + " and is " + oneLine(now));
        }
    }

    private static String oneLine(Object value) {
        return value.toString().strip().replaceAll("\\s+", " ");
    }

    /// Finds new fields of existing requests that refuse callers who do not know them.
    static List<String> requiredNewFields(ContractImage before, Collection<Descriptor> messages) {
        Validator validator = ValidatorFactory.newBuilder().build();
        return messages.stream()
                .filter(message -> before.messages().containsKey(message.getFullName()))
                .flatMap(message -> violations(validator, message).stream()
                        .map(violation -> violation.getField().getElements(0).getFieldName())
                        .map(field -> message.getFullName() + "." + field))
                .filter(field ->
                        !before.fields().containsKey(field) && !before.oneofs().containsKey(field))
                .distinct()
                .map(field -> field + ": is new, and a request without it is refused")
                .toList();
    }

    private static List<Violation> violations(Validator validator, Descriptor message) {
        try {
            return validator.validate(DynamicMessage.getDefaultInstance(message)).toProto().getViolationsList().stream()
                    .filter(violation -> violation.getField().getElementsCount() > 0)
                    .toList();
        } catch (ValidationException unusable) {
            throw new AssertionError(message.getFullName(), unusable);
        }
    }
}

package dev.parley.contract;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Compares the rules of one field before and after a change. Any change that does not clearly widen the rule
/// is a finding.
final class RuleChange {

    private static final Set<String> UPPER_BOUNDS =
            Set.of("max_len", "max_bytes", "max_items", "max_pairs", "lt", "lte");
    private static final Set<String> LOWER_BOUNDS =
            Set.of("min_len", "min_bytes", "min_items", "min_pairs", "gt", "gte");
    private static final Set<String> FEWER_IS_WIDER = Set.of("not_in", "cel", "cel_expression", "oneof");
    private static final Set<String> NO_RULES = Set.of("example", "ignore");

    private final String where;
    private final Consumer<String> findings;

    RuleChange(String where, Consumer<String> findings) {
        this.where = where;
        this.findings = findings;
    }

    void compare(Message before, Message after) {
        if (before instanceof FieldRules old
                && after instanceof FieldRules now
                && !isEmpty(now.toBuilder().clearIgnore().build())
                && rank(now.getIgnore()) < rank(old.getIgnore())) {
            found("ignore", old.getIgnore(), now.getIgnore());
        }
        after.getAllFields().forEach((field, value) -> {
            if (!NO_RULES.contains(field.getName())) {
                compare(field, before, value);
            }
        });
    }

    private void compare(FieldDescriptor field, Message before, Object after) {
        boolean known = field.isRepeated() ? before.getRepeatedFieldCount(field) > 0 : before.hasField(field);
        if (!known) {
            if (!after.equals(false) && !isEmpty(after)) {
                found(field.getName(), "nothing", after);
            }
            return;
        }
        Object old = before.getField(field);
        if (field.getJavaType() == JavaType.MESSAGE
                && !field.isRepeated()
                && field.getMessageType().getFullName().startsWith("buf.validate.")) {
            compare((Message) old, (Message) after);
        } else if (!isWider(field.getName(), old, after)) {
            found(field.getName(), old, after);
        }
    }

    private static boolean isEmpty(Object value) {
        return value instanceof Message message && message.getSerializedSize() == 0;
    }

    private static boolean isWider(String rule, Object old, Object now) {
        if (old.equals(now) || now.equals(false)) {
            return true;
        }
        if (old instanceof Number bound && now instanceof Number newBound) {
            int direction = Double.compare(newBound.doubleValue(), bound.doubleValue());
            return UPPER_BOUNDS.contains(rule) && direction >= 0 || LOWER_BOUNDS.contains(rule) && direction <= 0;
        }
        if (old instanceof List<?> values && now instanceof List<?> newValues) {
            return rule.equals("in") && new HashSet<Object>(newValues).containsAll(values)
                    || FEWER_IS_WIDER.contains(rule) && new HashSet<Object>(values).containsAll(newValues);
        }
        return false;
    }

    private static int rank(Ignore ignore) {
        return switch (ignore) {
            case IGNORE_UNSPECIFIED -> 0;
            case IGNORE_IF_ZERO_VALUE -> 1;
            case IGNORE_ALWAYS -> 2;
        };
    }

    private void found(String rule, Object old, Object now) {
        findings.accept(where + ": the rule " + rule + " was " + oneLine(old) + " and is " + oneLine(now));
    }

    private static String oneLine(Object value) {
        return value.toString().strip().replaceAll("\\s+", " ");
    }
}

package dev.parley.platform.caller;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import dev.parley.platform.problem.PlatformProblem.ScopeMissing;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The access rules of the protos, `parley.access.v1.rule`. An RPC without a rule refuses every call; a rule
/// without scopes admits every service, if services are among its callers.
final class AccessRules {

    private final ConcurrentHashMap<String, Optional<Rule>> byMethod = new ConcurrentHashMap<>();

    /// Throws `ScopeMissing` unless the rule of the method admits the caller.
    void check(MethodDescriptor<?, ?> method, Caller caller) {
        Rule rule = byMethod.computeIfAbsent(method.getFullMethodName(), name -> find(method))
                .orElseThrow(() -> new ScopeMissing("an access rule, and this RPC has none").exception());
        for (CallerKind kind : rule.getCallersList()) {
            if (caller.is(kind) && isOpenFor(kind, rule, caller)) {
                return;
            }
        }
        throw new ScopeMissing(needed(rule)).exception();
    }

    private static boolean isOpenFor(CallerKind kind, Rule rule, Caller caller) {
        return switch (kind) {
            case CALLER_KIND_USER, CALLER_KIND_MODERATOR, CALLER_KIND_OPERATOR -> true;
            case CALLER_KIND_SERVICE ->
                rule.getScopesCount() == 0 || rule.getScopesList().stream().anyMatch(caller::hasScope);
            case CALLER_KIND_UNSPECIFIED, UNRECOGNIZED -> false;
        };
    }

    private static String needed(Rule rule) {
        return rule.getCallersList().stream()
                .map(kind -> switch (kind) {
                    case CALLER_KIND_USER -> "a user";
                    case CALLER_KIND_SERVICE ->
                        rule.getScopesCount() == 0
                                ? "a service"
                                : "the scope " + String.join(" or ", rule.getScopesList());
                    case CALLER_KIND_MODERATOR -> "the role moderator";
                    case CALLER_KIND_OPERATOR -> "the role operator";
                    case CALLER_KIND_UNSPECIFIED, UNRECOGNIZED -> "a caller of a newer kind";
                })
                .collect(Collectors.joining(" or "));
    }

    private static Optional<Rule> find(MethodDescriptor<?, ?> method) {
        if (!(method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier)) {
            return Optional.empty();
        }
        MethodOptions options = supplier.getMethodDescriptor().getOptions();
        return options.hasExtension(RuleProto.rule)
                ? Optional.of(options.getExtension(RuleProto.rule))
                : Optional.empty();
    }
}

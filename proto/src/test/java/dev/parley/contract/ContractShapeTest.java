package dev.parley.contract;

import static dev.parley.contract.Contract.isInternal;
import static dev.parley.contract.Contract.isUnary;
import static dev.parley.contract.Contract.isWrite;
import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehaviorProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.Type;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Checks every RPC, message and enum of the contract.
class ContractShapeTest {

    private static final int KINDS = 4;
    private static final int MOST_RPCS = 12;
    private static final Pattern VARIABLE = Pattern.compile("\\{([a-z_.]+)}");
    private static final Set<Type> UNSIGNED =
            Set.of(Type.UINT32, Type.UINT64, Type.FIXED32, Type.FIXED64, Type.SFIXED32, Type.SFIXED64);

    /// Its pages lie around a sequence, which any client knows, so they need no token.
    private static final Set<String> PAGED_BY_POSITION = Set.of("parley.message.v1.MessageService.ListMessages");

    private static final RpcComments COMMENTS = RpcComments.read();

    static List<MethodDescriptor> rpcs() {
        return Contract.rpcs();
    }

    static List<ServiceDescriptor> services() {
        return Contract.services();
    }

    @Test
    void everyRpcIsFound() {
        assertThat(services()).hasSizeGreaterThan(8);
        assertThat(COMMENTS.count()).isEqualTo(rpcs().size());
    }

    @ParameterizedTest
    @MethodSource("services")
    void serviceIsSmall(ServiceDescriptor service) {
        assertThat(service.getMethods()).isNotEmpty().hasSizeLessThanOrEqualTo(MOST_RPCS);
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void rpcHasASatisfiableAccessRule(MethodDescriptor rpc) {
        Rule rule = ruleOf(rpc);
        assertThat(rule.getCallersList())
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .doesNotContain(CallerKind.CALLER_KIND_UNSPECIFIED, CallerKind.UNRECOGNIZED);
        boolean isForServices = rule.getCallersList().contains(CallerKind.CALLER_KIND_SERVICE);
        boolean isForEverybody = rule.getCallersCount() == KINDS && !isWrite(rpc);
        assertThat(rule.getScopesCount() == 0).as("has no scope").isEqualTo(!isForServices || isForEverybody);
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void internalRpcIsForServicesAndOperatorsOnly(MethodDescriptor rpc) {
        if (isInternal(rpc)) {
            assertThat(ruleOf(rpc).getCallersList())
                    .isSubsetOf(CallerKind.CALLER_KIND_SERVICE, CallerKind.CALLER_KIND_OPERATOR);
            assertThat(rpc.getOptions().hasExtension(AnnotationsProto.http)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void reasonsOfTheRuleAreThoseOfTheComment(MethodDescriptor rpc) {
        var reasons = ruleOf(rpc).getReasonsList().stream()
                .map(reason -> reason.name().replace("ERROR_REASON_", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(reasons).isEqualTo(COMMENTS.reasonsOf(rpc.getFullName()));
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void messagesAreNamedForTheirRpcAndSharedByNone(MethodDescriptor rpc) {
        assertThat(rpc.getInputType().getName()).isEqualTo(rpc.getName() + "Request");
        assertThat(rpc.getOutputType().getName()).isEqualTo(rpc.getName() + "Response");
        assertThat(rpc.getInputType().getFile().getPackage())
                .isEqualTo(rpc.getFile().getPackage());
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void publicRpcHasAPath(MethodDescriptor rpc) {
        if (isInternal(rpc) || rpc.isClientStreaming()) {
            return;
        }
        HttpRule http = rpc.getOptions().getExtension(AnnotationsProto.http);
        assertThat(pathOf(http)).startsWith("/v1/");
        if (isWrite(rpc)) {
            assertThat(http.hasGet()).as("a write by GET").isFalse();
        }
        assertThat(http.getBody()).isEqualTo(http.hasGet() || http.hasDelete() ? "" : "*");
        if (http.getBody().isEmpty()) {
            assertThat(rpc.getInputType().getFields())
                    .as("a URL carries no messages")
                    .noneMatch(field -> field.getType() == Type.MESSAGE);
        }
        Matcher variables = VARIABLE.matcher(pathOf(http));
        while (variables.find()) {
            String name = variables.group(1).split("\\.")[0];
            assertThat(rpc.getInputType().findFieldByName(name)).as(name).isNotNull();
        }
    }

    /// A transcoder may take a verb for a part of the variable before it: `{thread_id}` also matches
    /// `thr_1:watch`. Which RPC is called would then depend on the order in which the services were
    /// registered.
    @Test
    void noTwoPathsMatchOneUrl() {
        List<HttpRule> paths = rpcs().stream()
                .filter(rpc -> rpc.getOptions().hasExtension(AnnotationsProto.http))
                .map(rpc -> rpc.getOptions().getExtension(AnnotationsProto.http))
                .toList();
        assertThat(paths).hasSizeGreaterThan(20);
        for (HttpRule http : paths) {
            String url = VARIABLE.matcher(pathOf(http)).replaceAll("x");
            assertThat(paths.stream()
                            .filter(other -> other.getPatternCase() == http.getPatternCase())
                            .map(ContractShapeTest::pathOf)
                            .filter(path -> url.matches(VARIABLE.matcher(path).replaceAll("[^/]+"))))
                    .as(url)
                    .containsExactly(pathOf(http));
        }
    }

    /// What an operator starts is finished later, in the background.
    @ParameterizedTest
    @MethodSource("rpcs")
    void publicWriteReturnsAConsistencyToken(MethodDescriptor rpc) {
        boolean operatorsOnly = ruleOf(rpc).getCallersList().stream()
                .allMatch(Set.of(CallerKind.CALLER_KIND_OPERATOR, CallerKind.CALLER_KIND_SERVICE)::contains);
        if (isWrite(rpc) && !isInternal(rpc) && !operatorsOnly) {
            assertThat(fieldsWithin(rpc.getOutputType())).contains("consistency_token");
        }
    }

    /// A caller passes on what writes have returned, and must not have to look at it.
    @ParameterizedTest
    @MethodSource("rpcs")
    void readAcceptsEmptyConsistencyTokens(MethodDescriptor rpc) {
        FieldDescriptor tokens = rpc.getInputType().findFieldByName("consistency_tokens");
        if (tokens != null) {
            var rules = tokens.getOptions().getExtension(ValidateProto.field);
            assertThat(rules.getRepeated().getItems().getString().hasMinLen()).isFalse();
            assertThat(rules.getRepeated().getMaxItems()).isPositive();
        }
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void writeWithARequestIdSaysWhetherItWasReplayed(MethodDescriptor rpc) {
        if (fieldsWithin(rpc.getInputType()).contains("request_id") && isWrite(rpc)) {
            assertThat(fieldsWithin(rpc.getOutputType())).contains("replayed");
        }
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void listIsPaged(MethodDescriptor rpc) {
        if (!rpc.getName().startsWith("List") || !isUnary(rpc)) {
            return;
        }
        assertThat(namesOf(rpc.getInputType())).contains("page_size");
        if (!PAGED_BY_POSITION.contains(rpc.getFullName())) {
            assertThat(namesOf(rpc.getInputType())).contains("page_token");
            assertThat(namesOf(rpc.getOutputType())).contains("next_page_token");
        }
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void everyFieldOfARequestSaysItsBehaviour(MethodDescriptor rpc) {
        var answered = new LinkedHashSet<Descriptor>();
        rpcs().forEach(each -> answered.addAll(Contract.reachable(each.getOutputType())));
        assertThat(Contract.reachable(rpc.getInputType()).stream()
                        .filter(message -> !answered.contains(message))
                        .flatMap(message -> message.getFields().stream())
                        .filter(field -> field.getOptions().getExtensionCount(FieldBehaviorProto.fieldBehavior) == 0)
                        .map(FieldDescriptor::getFullName))
                .isEmpty();
    }

    @Test
    void zeroOfEveryEnumMeansNothing() {
        assertThat(Contract.ourFiles().stream()
                        .flatMap(file -> Stream.concat(
                                file.getEnumTypes().stream(),
                                file.getMessageTypes().stream().flatMap(ContractShapeTest::enumsWithin)))
                        .map(type -> type.findValueByNumber(0).getName()))
                .hasSizeGreaterThan(15)
                .allMatch(name -> name.endsWith("_UNSPECIFIED"));
    }

    /// An enum of a response can grow, and an older reader must know what to do then.
    @Test
    void everyEnumOfAResponseSaysHowToTreatANewValue() {
        var answered = rpcs().stream()
                .filter(rpc -> !isInternal(rpc))
                .flatMap(rpc -> Contract.reachable(rpc.getOutputType()).stream())
                .flatMap(message -> message.getFields().stream())
                .filter(field -> field.getType() == Type.ENUM)
                .map(field -> field.getEnumType().getFullName())
                .filter(name -> name.startsWith("parley."))
                .distinct()
                .toList();
        assertThat(answered)
                .hasSizeGreaterThan(8)
                .allSatisfy(name -> assertThat(COMMENTS.ofEnum(name)).as(name).contains("unknown"));
    }

    /// Without the rule, a server would treat a value of a newer contract as if it were not set.
    @Test
    void everyEnumOfAPublicRequestRefusesUnknownValues() {
        var enums = rpcs().stream()
                .filter(rpc -> !isInternal(rpc))
                .flatMap(rpc -> Contract.reachable(rpc.getInputType()).stream())
                .flatMap(message -> message.getFields().stream())
                .filter(field -> field.getType() == Type.ENUM)
                .filter(field -> field.getEnumType().getFullName().startsWith("parley."))
                .distinct()
                .toList();
        assertThat(enums).hasSizeGreaterThan(3).allSatisfy(field -> {
            var rules = field.getOptions().getExtension(ValidateProto.field);
            var values = field.isRepeated() ? rules.getRepeated().getItems() : rules;
            assertThat(values.getEnum().getDefinedOnly())
                    .as(field.getFullName())
                    .isTrue();
        });
    }

    @Test
    void noNumberIsUnsigned() {
        assertThat(Contract.ourFiles().stream()
                        .flatMap(file -> file.getMessageTypes().stream())
                        .flatMap(message -> message.getFields().stream())
                        .filter(field -> UNSIGNED.contains(field.getType()))
                        .map(FieldDescriptor::getFullName))
                .isEmpty();
    }

    private static Rule ruleOf(MethodDescriptor rpc) {
        assertThat(rpc.getOptions().hasExtension(RuleProto.rule))
                .as("has a rule")
                .isTrue();
        return rpc.getOptions().getExtension(RuleProto.rule);
    }

    private static String pathOf(HttpRule http) {
        return switch (http.getPatternCase()) {
            case GET -> http.getGet();
            case POST -> http.getPost();
            case PUT -> http.getPut();
            case PATCH -> http.getPatch();
            case DELETE -> http.getDelete();
            case CUSTOM, PATTERN_NOT_SET -> "";
        };
    }

    private static Stream<EnumDescriptor> enumsWithin(Descriptor message) {
        return Stream.concat(
                message.getEnumTypes().stream(),
                message.getNestedTypes().stream().flatMap(ContractShapeTest::enumsWithin));
    }

    private static Set<String> namesOf(Descriptor message) {
        return message.getFields().stream().map(FieldDescriptor::getName).collect(Collectors.toSet());
    }

    /// Returns the fields of a message and of the elements that a stream wraps in it.
    private static Set<String> fieldsWithin(Descriptor message) {
        return Contract.reachable(message).stream()
                .filter(type -> type == message
                        || type.getName().endsWith("Request")
                        || type.getName().endsWith("Response"))
                .flatMap(type -> namesOf(type).stream())
                .collect(Collectors.toSet());
    }
}

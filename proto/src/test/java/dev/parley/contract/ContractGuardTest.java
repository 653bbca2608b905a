package dev.parley.contract;

import static org.assertj.core.api.Assertions.assertThat;

import build.buf.validate.FieldRules;
import build.buf.validate.Ignore;
import build.buf.validate.MessageRules;
import build.buf.validate.OneofRules;
import build.buf.validate.PredefinedRules;
import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.RuleProto;
import dev.parley.error.v1.ErrorReason;
import dev.parley.rules.v1.RulesProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Checks the contract against the last release, and the guard against planted changes.
class ContractGuardTest {

    private static final Path BASELINE = Path.of("baseline.binpb");
    private static final ContractImage NOW = ContractImage.of(Contract.image());
    private static final String SEND = "parley.message.v1.SendMessageRequest";
    private static final String RPC = "parley.message.v1.MessageService.SendMessage";

    @Test
    void contractBreaksNoCallerOfTheLastRelease() {
        ContractImage released = ContractImage.readFrom(BASELINE);
        var requests = new LinkedHashSet<Descriptor>();
        Contract.rpcs().forEach(rpc -> requests.addAll(Contract.reachable(rpc.getInputType())));
        var findings = new ArrayList<>(ContractGuard.compare(released, NOW));
        findings.addAll(ContractGuard.requiredNewFields(released, requests));

        assertThat(findings)
                .as("To accept an intended change, run in the folder proto: target/tools/buf.exe build"
                        + " src/main/proto --exclude-source-info -o baseline.binpb")
                .isEmpty();
    }

    @Test
    void unchangedContractHasNoFindings() {
        assertThat(ContractGuard.compare(NOW, ContractImage.of(Contract.image())))
                .isEmpty();
    }

    @Test
    void maximumLengthMayGrowButNotShrink() {
        assertNothing(rules("text", rules -> rules.getStringBuilder().setMaxLen(20_000)));
        assertFound(
                rules("text", rules -> rules.getStringBuilder().setMaxLen(9_999)),
                SEND + ".text: the rule max_len was 10000 and is 9999");
    }

    @Test
    void minimumMayShrinkButNotGrow() {
        String list = "parley.message.v1.ListMessagesRequest";
        assertNothing(
                rules(list, "after_sequence", rules -> rules.getInt64Builder().setGte(-1)));
        assertFound(
                rules(list, "after_sequence", rules -> rules.getInt64Builder().setGte(1)),
                list + ".after_sequence: the rule gte was 0 and is 1");
    }

    @Test
    void ruleMayBeRemovedButNotAdded() {
        assertNothing(rules("thread_id", FieldRules.Builder::clear));
        assertFound(
                rules("text", rules -> rules.getStringBuilder().setMinLen(1)),
                SEND + ".text: the rule min_len was nothing and is 1");
        assertFound(rules("card", rules -> rules.setRequired(true)), SEND + ".card: the rule required was nothing");
    }

    @Test
    void predefinedRuleIsARule() {
        assertNothing(rules("text", rules -> rules.getStringBuilder().clearExtension(RulesProto.printable)));
        assertFound(
                rules("text", rules -> rules.getStringBuilder().setExtension(RulesProto.oneLine, true)),
                SEND + ".text: the rule one_line was nothing and is true");
    }

    @Test
    void predefinedRuleKeepsItsExpression() {
        assertFound(
                changed(file -> {
                    if (file.getPackage().equals("parley.rules.v1")) {
                        file.getExtensionBuilderList()
                                .forEach(rule -> rule.getOptionsBuilder()
                                        .setExtension(ValidateProto.predefined, PredefinedRules.getDefaultInstance()));
                    }
                }),
                "parley.rules.v1.user_id: the expression of the predefined rule changed");
    }

    @Test
    void emptyValueStaysAllowed() {
        assertFound(
                rules("reply_to_message_id", rules -> rules.setIgnore(Ignore.IGNORE_UNSPECIFIED)),
                SEND + ".reply_to_message_id: the rule ignore was IGNORE_IF_ZERO_VALUE and is IGNORE_UNSPECIFIED");
        assertNothing(rules("thread_id", rules -> rules.setIgnore(Ignore.IGNORE_IF_ZERO_VALUE)));
        assertNothing(rules("reply_to_message_id", FieldRules.Builder::clear));
    }

    @Test
    void rulesOfElementsAreRules() {
        String inbox = "parley.inbox.v1.ListInboxRequest";
        assertFound(
                rules(
                        inbox,
                        "consistency_tokens",
                        rules -> rules.getRepeatedBuilder()
                                .getItemsBuilder()
                                .getStringBuilder()
                                .setMaxLen(10)),
                inbox + ".consistency_tokens: the rule max_len was 1000 and is 10");
    }

    @Test
    void messageRulesMayBeRemovedButNotAdded() {
        assertNothing(message(SEND, message -> message.getOptionsBuilder().clearExtension(ValidateProto.message)));
        var rule = MessageRules.newBuilder();
        rule.addCelBuilder().setId("planted").setExpression("false");
        assertFound(
                message(SEND, message -> message.getOptionsBuilder().setExtension(ValidateProto.message, rule.build())),
                SEND + ": the rule cel was");
    }

    @Test
    void alternativesStayOptional() {
        String page = "parley.message.v1.ListMessagesRequest";
        assertFound(
                message(
                        page,
                        message -> message.getOneofDeclBuilder(0)
                                .getOptionsBuilder()
                                .setExtension(
                                        ValidateProto.oneof,
                                        OneofRules.newBuilder()
                                                .setRequired(true)
                                                .build())),
                page + ".position: the rule required was nothing and is true");
    }

    @Test
    void optionalFieldStaysOptional() {
        assertFound(
                field(
                        SEND,
                        "text",
                        field -> field.getOptionsBuilder()
                                .addExtension(FieldBehaviorProto.fieldBehavior, FieldBehavior.REQUIRED)),
                SEND + ".text: became REQUIRED");
    }

    @Test
    void newFieldMayBeOmitted() {
        ContractImage older = ContractImage.of(message(SEND, message -> {
            for (int i = message.getFieldCount() - 1; i >= 0; i--) {
                if (message.getField(i).getName().matches("request_id|text")) {
                    message.removeField(i);
                }
            }
        }));
        var requests = Contract.rpcs().stream().map(rpc -> rpc.getInputType()).toList();

        assertThat(ContractGuard.requiredNewFields(older, requests))
                .containsExactly(SEND + ".request_id: is new, and a request without it is refused");
    }

    @Test
    void accessStays() {
        assertFound(
                rule(rule -> rule.addCallers(CallerKind.CALLER_KIND_SERVICE)),
                RPC + ": the callers was [CALLER_KIND_USER] and is");
        assertFound(rule(rule -> rule.addScopes("other")), RPC + ": the scopes were [] and are [other]");
    }

    @Test
    void scopesMayBeAddedToScopesButNotRemoved() {
        ContractImage one = ContractImage.of(rule(rule -> rule.addScopes("one")));
        ContractImage two = ContractImage.of(rule(rule -> rule.addScopes("one").addScopes("two")));

        assertThat(ContractGuard.compare(one, two)).isEmpty();
        assertThat(ContractGuard.compare(two, one)).containsExactly(RPC + ": the scopes were [one, two] and are [one]");
    }

    @Test
    void reasonsMayBeAddedButNotRemoved() {
        assertNothing(rule(rule -> rule.addReasons(ErrorReason.ERROR_REASON_INBOX_BEHIND)));
        assertFound(rule(dev.parley.access.v1.Rule.Builder::clearReasons), RPC + ": reasons were removed");
    }

    @Test
    void promisesOfAnRpcDoNotChange() {
        assertFound(
                rpc(rpc -> rpc.getOptionsBuilder().setIdempotencyLevel(IdempotencyLevel.NO_SIDE_EFFECTS)),
                RPC + ": the idempotency level was IDEMPOTENCY_UNKNOWN and is NO_SIDE_EFFECTS");
        assertFound(
                rpc(rpc -> rpc.getOptionsBuilder().clearExtension(AnnotationsProto.http)), RPC + ": the HTTP path was");
    }

    private static void assertNothing(FileDescriptorSet after) {
        assertThat(ContractGuard.compare(NOW, ContractImage.of(after))).isEmpty();
    }

    private static void assertFound(FileDescriptorSet after, String finding) {
        assertThat(ContractGuard.compare(NOW, ContractImage.of(after)))
                .isNotEmpty()
                .anySatisfy(found -> assertThat(found).startsWith(finding));
    }

    private static FileDescriptorSet rules(String field, Consumer<FieldRules.Builder> change) {
        return rules(SEND, field, change);
    }

    private static FileDescriptorSet rules(String message, String field, Consumer<FieldRules.Builder> change) {
        return field(message, field, found -> {
            var rules = found.getOptions().getExtension(ValidateProto.field).toBuilder();
            change.accept(rules);
            found.getOptionsBuilder().setExtension(ValidateProto.field, rules.build());
        });
    }

    private static FileDescriptorSet field(
            String message, String field, Consumer<FieldDescriptorProto.Builder> change) {
        return message(
                message,
                found -> found.getFieldBuilderList().stream()
                        .filter(each -> each.getName().equals(field))
                        .forEach(change));
    }

    private static FileDescriptorSet message(String message, Consumer<DescriptorProto.Builder> change) {
        return changed(file -> file.getMessageTypeBuilderList().stream()
                .filter(each -> message.equals(file.getPackage() + "." + each.getName()))
                .forEach(change));
    }

    private static FileDescriptorSet rule(Consumer<dev.parley.access.v1.Rule.Builder> change) {
        return rpc(rpc -> {
            var rule = rpc.getOptions().getExtension(RuleProto.rule).toBuilder();
            change.accept(rule);
            rpc.getOptionsBuilder().setExtension(RuleProto.rule, rule.build());
        });
    }

    private static FileDescriptorSet rpc(Consumer<MethodDescriptorProto.Builder> change) {
        return changed(file -> file.getServiceBuilderList()
                .forEach(service -> service.getMethodBuilderList().stream()
                        .filter(each -> RPC.equals(file.getPackage() + "." + service.getName() + "." + each.getName()))
                        .forEach(change)));
    }

    private static FileDescriptorSet changed(Consumer<FileDescriptorProto.Builder> change) {
        var set = FileDescriptorSet.newBuilder();
        Contract.image().getFileList().forEach(file -> {
            var copy = file.toBuilder();
            change.accept(copy);
            set.addFile(copy);
        });
        return set.build();
    }
}

package dev.parley.platform.caller;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.EmptyProto;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import dev.parley.id.UserId;
import dev.parley.platform.problem.ProblemException;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessRulesTest {

    private static final Caller USER = user(CallerKind.CALLER_KIND_USER);
    private static final Caller MODERATOR = user(CallerKind.CALLER_KIND_USER, CallerKind.CALLER_KIND_MODERATOR);
    private static final Caller SERVICE = new Caller(
            Optional.empty(), Optional.of("bff"), Set.of("a"), Set.of(CallerKind.CALLER_KIND_SERVICE), Instant.MAX);

    @Test
    void moderatorsAreAdmittedIfTheRuleSaysSo() throws Exception {
        Rule rule = Rule.newBuilder()
                .addCallers(CallerKind.CALLER_KIND_MODERATOR)
                .addCallers(CallerKind.CALLER_KIND_OPERATOR)
                .build();
        allowed(rule, MODERATOR);
        denied(rule, USER);
        denied(rule, SERVICE);
    }

    @Test
    void ruleForServicesWithoutAScopeAdmitsEveryService() throws Exception {
        Rule rule = Rule.newBuilder().addCallers(CallerKind.CALLER_KIND_SERVICE).build();
        allowed(rule, SERVICE);
        denied(rule, USER);
    }

    @Test
    void oneScopeOfTheRuleIsEnough() throws Exception {
        var rule = Rule.newBuilder().addCallers(CallerKind.CALLER_KIND_SERVICE);
        denied(rule.addScopes("b").build(), SERVICE);
        allowed(rule.addScopes("a").build(), SERVICE);
        denied(rule.clearScopes().addScopes("b").addScopes("c").build(), SERVICE);
    }

    @Test
    void emptyAndUnspecifiedRulesAdmitNobody() throws Exception {
        denied(Rule.getDefaultInstance(), MODERATOR);
        denied(Rule.newBuilder().addCallersValue(0).addCallersValue(77).build(), MODERATOR);
    }

    private static void allowed(Rule rule, Caller caller) throws Exception {
        var method = methodWith(rule);
        assertThatCode(() -> new AccessRules().check(method, caller)).doesNotThrowAnyException();
    }

    private static void denied(Rule rule, Caller caller) throws Exception {
        var method = methodWith(rule);
        assertThatThrownBy(() -> new AccessRules().check(method, caller))
                .isInstanceOf(ProblemException.class)
                .hasMessage("ScopeMissing");
    }

    private static Caller user(CallerKind... kinds) {
        return new Caller(Optional.of(new UserId("usr_a")), Optional.empty(), Set.of(), Set.of(kinds), Instant.MAX);
    }

    private static MethodDescriptor<Empty, Empty> methodWith(Rule rule) throws Exception {
        var file = FileDescriptorProto.newBuilder().setName("test.proto").addDependency("google/protobuf/empty.proto");
        file.addServiceBuilder()
                .setName("Test")
                .addMethodBuilder()
                .setName("Call")
                .setInputType(".google.protobuf.Empty")
                .setOutputType(".google.protobuf.Empty")
                .setOptions(MethodOptions.newBuilder().setExtension(RuleProto.rule, rule));
        var descriptor = FileDescriptor.buildFrom(file.build(), new FileDescriptor[] {EmptyProto.getDescriptor()});
        return MethodDescriptor.<Empty, Empty>newBuilder(
                        ProtoUtils.marshaller(Empty.getDefaultInstance()),
                        ProtoUtils.marshaller(Empty.getDefaultInstance()))
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("Test/Call")
                .setSchemaDescriptor(new Schema(descriptor))
                .build();
    }

    private record Schema(FileDescriptor file) implements ProtoMethodDescriptorSupplier {
        @Override
        public Descriptors.MethodDescriptor getMethodDescriptor() {
            return getServiceDescriptor().findMethodByName("Call");
        }

        @Override
        public Descriptors.ServiceDescriptor getServiceDescriptor() {
            return file.findServiceByName("Test");
        }

        @Override
        public FileDescriptor getFileDescriptor() {
            return file;
        }
    }
}

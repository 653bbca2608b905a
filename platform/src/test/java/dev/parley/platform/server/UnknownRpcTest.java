package dev.parley.platform.server;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Empty;
import dev.parley.platform.testing.ServiceUnderTest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Calls of RPCs that this server does not have, as a newer client makes them.
class UnknownRpcTest {

    private static final String EDIT = "parley.message.v1.MessageService/EditMessage";
    private static final int NAMES = 50;

    private static ServiceUnderTest service;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(List.of(), Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {EDIT, "parley.server.v1.ServerService/SetServerInfo", "parley.file.v1.FileService/GetFile"})
    void unknownRpcIsAFeatureThatThisServerLacks(String rpc) {
        for (Channel channel : List.of(service.as("usr_alice"), service.asService("bff"))) {
            var failure = assertProblem(() -> call(channel, rpc), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
            assertThat(errorInfo(failure).getMetadataMap()).containsEntry("feature", rpc);
            assertThat(failure.getStatus().getDescription()).contains(rpc, "GetServerInfo");
        }
    }

    @ParameterizedTest
    @EnumSource(value = MethodType.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
    void everyTypeOfCallGetsTheReason(MethodType type) {
        var call = service.as("usr_alice").newCall(method(EDIT, type), CallOptions.DEFAULT);
        assertProblem(
                () -> ClientCalls.blockingServerStreamingCall(call, Empty.getDefaultInstance())
                        .hasNext(),
                Code.UNIMPLEMENTED,
                "FEATURE_NOT_AVAILABLE");
    }

    @Test
    void strangersLearnNothing() {
        assertProblem(() -> call(service.channel(), EDIT), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        assertProblem(() -> call(service.with("no.jwt.atall"), EDIT), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void longNamesAreTruncated() {
        var failure = assertProblem(
                () -> call(service.as("usr_alice"), "parley.x.v1.S/" + "x".repeat(4000)),
                Code.UNIMPLEMENTED,
                "FEATURE_NOT_AVAILABLE");
        assertThat(errorInfo(failure).getMetadataOrThrow("feature")).hasSizeLessThan(400);
    }

    /// Names come from callers, so nothing may be kept for each of them.
    @Test
    void namesLeaveNothingBehind() {
        for (int i = 0; i < NAMES; i++) {
            String name = "parley.stray" + i + ".v1.S/Method";
            assertProblem(() -> call(service.as("usr_alice"), name), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
            assertProblem(() -> call(service.channel(), name), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        }
        List<String> tags = service.bean(MeterRegistry.class).getMeters().stream()
                .flatMap(meter -> meter.getId().getTags().stream())
                .map(Tag::getValue)
                .toList();
        assertThat(tags).contains("unknown").noneMatch(value -> value.contains("stray"));
    }

    /// Tools look for services of gRPC itself without a token, and know only gRPC's own answer.
    @Test
    void servicesOfGrpcItselfGetItsOwnAnswer() {
        assertThatThrownBy(() -> call(service.channel(), "grpc.channelz.v1.Channelz/GetServers"))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(failure.getStatus())
                                .extracting(Status::getCode)
                                .isEqualTo(Code.UNIMPLEMENTED));
    }

    private static Empty call(Channel channel, String rpc) {
        return ClientCalls.blockingUnaryCall(
                channel, method(rpc, MethodType.UNARY), CallOptions.DEFAULT, Empty.getDefaultInstance());
    }

    private static MethodDescriptor<Empty, Empty> method(String rpc, MethodType type) {
        var empty = ProtoUtils.marshaller(Empty.getDefaultInstance());
        return MethodDescriptor.newBuilder(empty, empty)
                .setFullMethodName(rpc)
                .setType(type)
                .build();
    }
}

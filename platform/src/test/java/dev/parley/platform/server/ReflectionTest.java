package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.ServiceUnderTest;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tools that know only the server can read the details of its errors.
class ReflectionTest {

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
    @ValueSource(
            strings = {
                "google.rpc.ErrorInfo",
                "google.rpc.BadRequest",
                "google.rpc.RetryInfo",
                "google.rpc.QuotaFailure",
                "google.rpc.PreconditionFailure",
                "google.rpc.ResourceInfo",
                "parley.error.v1.ContentRejection"
            })
    void detailsOfErrorsAreKnown(String type) throws InvalidProtocolBufferException {
        RecordedStream<ServerReflectionRequest, ServerReflectionResponse> answers = RecordedStream.eager();
        var questions = ServerReflectionGrpc.newStub(service.channel()).serverReflectionInfo(answers);
        questions.onNext(ServerReflectionRequest.newBuilder()
                .setFileContainingSymbol(type)
                .build());
        var answer = answers.await(response -> true);
        questions.onCompleted();

        assertThat(answer.hasErrorResponse()).as(answer.toString()).isFalse();
        ByteString file = answer.getFileDescriptorResponse().getFileDescriptorProto(0);
        FileDescriptorProto descriptor = FileDescriptorProto.parseFrom(file);
        assertThat(descriptor.getMessageTypeList())
                .extracting(DescriptorProto::getName)
                .contains(type.substring(type.lastIndexOf('.') + 1));
    }
}

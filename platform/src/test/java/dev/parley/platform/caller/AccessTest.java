package dev.parley.platform.caller;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestTokens;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.GetThreadRequest;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.channelz.v1.ChannelzGrpc;
import io.grpc.channelz.v1.GetServersRequest;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {

    private static ServiceUnderTest service;

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start(List.of(), Map.of(EchoService.ENABLED, true));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void userIsAdmittedOnAVirtualThread() {
        Thread who = getThread(service.as("usr_alice"));

        assertThat(who.getThreadId()).isEqualTo("thr_usr_alice");
        assertThat(who.getSubject()).isEqualTo("none[CALLER_KIND_USER]true");
    }

    @Test
    void callWithoutTokenIsRefused() {
        refused(service.channel());
    }

    @Test
    void foreignExpiredAndMisdirectedTokensAreRefused() {
        refused(service.with(TestTokens.foreign("usr_alice")));
        refused(service.with(TestTokens.expired("usr_alice")));
        refused(service.with(TestTokens.wrongAudience("usr_alice")));
        refused(service.with(TestTokens.wrongIssuer("usr_alice")));
    }

    @Test
    void malformedTokensAreRefused() {
        refused(service.with(""));
        refused(service.with("no.jwt.atall"));
        refused(service.with("eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1c3JfYWxpY2UifQ."));
        refused(service.with("x".repeat(9000).substring(0, 7000)));
        refused(service.as("nobody"));
    }

    @Test
    void cachedTokenExpires() {
        Channel channel = service.with(TestTokens.endingAfter("usr_alice", Duration.ofSeconds(2)));
        assertThat(getThread(channel).getThreadId()).isEqualTo("thr_usr_alice");

        Awaitility.await().atMost(20, TimeUnit.SECONDS).untilAsserted(() -> refused(channel));
    }

    @Test
    void serviceActsForAUserOnlyWithTheScope() {
        Thread who = getThread(service.asServiceFor("usr_bob", "bff", AccessInterceptor.ACT_AS_USER));
        assertThat(who.getThreadId()).isEqualTo("thr_usr_bob");
        assertThat(who.getSubject()).isEqualTo("bff[CALLER_KIND_USER]true");

        missing(service.asServiceFor("usr_bob", "bff", "thread.read"));
    }

    @Test
    void malformedUserToActForIsRefused() {
        refused(service.asServiceFor("bob", "bff", AccessInterceptor.ACT_AS_USER));
    }

    @Test
    void credentialsThatOccurTwiceAreRefused() {
        String alice = "Bearer " + TestTokens.user("usr_alice");
        String bff = "Bearer " + TestTokens.service("bff", AccessInterceptor.ACT_AS_USER);
        assertThat(getThread(with(List.of(bff), List.of("usr_bob"))).getThreadId())
                .isEqualTo("thr_usr_bob");
        refused(with(List.of(alice, alice), List.of()));
        refused(with(List.of("Bearer " + TestTokens.foreign("usr_alice"), alice), List.of()));
        refused(with(List.of(bff), List.of("usr_bob", "usr_alice")));
    }

    private static Channel with(List<String> authorizations, List<String> users) {
        var headers = new Metadata();
        authorizations.forEach(
                one -> headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), one));
        users.forEach(
                one -> headers.put(Metadata.Key.of("parley-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER), one));
        return ClientInterceptors.intercept(service.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    @Test
    void userCannotActForAnother() {
        var credentials = dev.parley.client.TokenCredentials.of(TestTokens.user("usr_alice"))
                .actingFor("usr_bob");
        assertProblem(
                () -> ThreadServiceGrpc.newBlockingStub(service.channel())
                        .withCallCredentials(credentials)
                        .getThread(request()),
                Code.PERMISSION_DENIED,
                "SCOPE_MISSING");
    }

    @Test
    void serviceOnItsOwnBehalfNeedsTheScopeOfTheRule() {
        missing(service.asService("bff", "thread.read"));

        var request = BatchGetThreadsRequest.newBuilder().addThreadIds("thr_1").build();
        var with = ThreadServiceGrpc.newBlockingStub(service.asService("inbox", "other", "thread.read"));
        assertThat(with.batchGetThreads(request).getThreads(0).getSubject())
                .isEqualTo("inbox[CALLER_KIND_SERVICE]true");
        var without = ThreadServiceGrpc.newBlockingStub(service.asService("inbox", "other"));
        assertProblem(() -> without.batchGetThreads(request), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }

    @ParameterizedTest
    @CsvSource({
        "participant, [CALLER_KIND_USER]",
        "moderator, '[CALLER_KIND_MODERATOR, CALLER_KIND_USER]'",
        "operator, '[CALLER_KIND_OPERATOR, CALLER_KIND_USER]'",
        "admin, '[CALLER_KIND_MODERATOR, CALLER_KIND_OPERATOR, CALLER_KIND_USER]'",
        "emperor, [CALLER_KIND_USER]"
    })
    void roleGivesKinds(String role, String kinds) {
        assertThat(getThread(service.as("usr_alice", role)).getSubject()).isEqualTo("none" + kinds + "true");
    }

    @Test
    void methodWithoutARuleIsRefused() {
        var stub = ChannelzGrpc.newBlockingStub(service.as("usr_alice", "admin"));

        assertProblem(
                () -> stub.getServers(GetServersRequest.getDefaultInstance()), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }

    @Test
    void healthIsOpen() {
        var health = HealthGrpc.newBlockingStub(service.channel());

        assertThat(health.check(HealthCheckRequest.getDefaultInstance()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
        var named = HealthCheckRequest.newBuilder()
                .setService("parley.thread.v1.ThreadService")
                .build();
        assertThat(health.check(named).getStatus()).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void reflectionIsOpen() throws Exception {
        var answer = new CompletableFuture<ServerReflectionResponse>();
        var requests = ServerReflectionGrpc.newStub(service.channel()).serverReflectionInfo(new FirstAnswer<>(answer));
        requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());

        var services =
                answer.get(20, TimeUnit.SECONDS).getListServicesResponse().getServiceList();
        requests.onCompleted();

        assertThat(services)
                .extracting(io.grpc.reflection.v1.ServiceResponse::getName)
                .contains("parley.thread.v1.ThreadService", "grpc.health.v1.Health");
    }

    private static void refused(Channel channel) {
        var failure = assertProblem(() -> getThread(channel), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        assertThat(failure.getMessage()).doesNotContain("eyJ");
    }

    private static void missing(Channel channel) {
        assertProblem(() -> getThread(channel), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }

    private static Thread getThread(Channel channel) {
        return ThreadServiceGrpc.newBlockingStub(channel).getThread(request()).getThread();
    }

    private static GetThreadRequest request() {
        return GetThreadRequest.newBuilder().setThreadId("thr_1").build();
    }

    private record FirstAnswer<T>(CompletableFuture<T> answer) implements StreamObserver<T> {
        @Override
        public void onNext(T value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            answer.cancel(false);
        }
    }
}

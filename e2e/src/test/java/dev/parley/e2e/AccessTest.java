package dev.parley.e2e;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.e2e.client.AnyRpc;
import dev.parley.clientkit.call.User;
import dev.parley.e2e.client.FittingRequest;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every RPC of the contract with every kind of caller.
@ExtendWith(SharedServer.class)
final class AccessTest {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern SERVICE = Pattern.compile("(?m)^service (\\w+) ");
    private static final String[] ALL_SCOPES = {
        "thread.policy", "thread.read", "message.fence", "safety.screen", "inbox.feed"
    };
    private static final String ACT_AS_USER = "act-as-user";
    private static final String[] ROLES = {"participant", "moderator", "operator", "admin"};

    /// The services that stand in the proto files.
    private static List<String> services() throws IOException {
        Path protos = Path.of(System.getProperty("parley.root"), "proto", "src", "main", "proto", "parley");
        try (Stream<Path> files = Files.walk(protos)) {
            return files.filter(file -> file.toString().endsWith(".proto"))
                    .flatMap(AccessTest::servicesOf)
                    .sorted()
                    .toList();
        }
    }

    private static Stream<String> servicesOf(Path file) {
        try {
            String text = Files.readString(file);
            var found = PACKAGE.matcher(text);
            String prefix = found.find() ? found.group(1) + "." : "";
            return SERVICE.matcher(text).results().map(service -> prefix + service.group(1));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    static Stream<AnyRpc> rpcs() throws IOException {
        return services().stream().flatMap(AnyRpc::of);
    }

    @Test
    void theServerServesTheContractAndNothingElseOfOurs(ParleyServer server) throws IOException {
        RecordedStream<ServerReflectionRequest, ServerReflectionResponse> answers = RecordedStream.eager();
        var questions = ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(answers);
        questions.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        var served = answers.await(ServerReflectionResponse::hasListServicesResponse)
                .getListServicesResponse()
                .getServiceList();
        questions.onCompleted();
        assertThat(served.stream().map(ServiceResponse::getName).filter(name -> name.startsWith("parley.")))
                .containsExactlyInAnyOrderElementsOf(services());
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void everyRpcSaysWhoMayCall(AnyRpc rpc) {
        Rule rule = rpc.rule();
        assertThat(rule.getCallersList()).isNotEmpty().doesNotContain(CallerKind.CALLER_KIND_UNSPECIFIED);
        assertThat(!rule.getScope().isEmpty())
                .as("a scope, which is for services only")
                .isEqualTo(isFor(rpc, CallerKind.CALLER_KIND_SERVICE));
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void badCredentialsAreRefused(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        refused(rpc, server.channel(), "no token");
        tokens.ofNobody(ALL_SCOPES).forEach((what, token) -> refused(rpc, server.with(token), what));
        tokens.wrongOfUser("usr_alice").forEach((what, token) -> refused(rpc, server.with(token), what));
        tokens.wrongOfService("meant", ALL_SCOPES).forEach((what, token) -> refused(rpc, server.with(token), what));
        tokens.wrongOfService("bff", ACT_AS_USER)
                .forEach((what, token) -> refused(rpc, actingFor("usr_alice", server, token), what));
    }

    private static void refused(AnyRpc rpc, Channel channel, String what) {
        var failure = rpc.call(channel);
        assertThat(failure).as("%s with %s", rpc, what).isPresent();
        assertProblem(failure.orElseThrow(), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void callersWhoAreNotMeantAreRefused(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        String needed = rpc.rule().getScope();
        String[] others =
                Stream.of(ALL_SCOPES).filter(scope -> !scope.equals(needed)).toArray(String[]::new);
        scopeIsMissing(rpc, server.with(tokens.service("nobody")));
        scopeIsMissing(rpc, server.with(tokens.service("somebody", others)));
        scopeIsMissing(rpc, actingFor("usr_alice", server, tokens.service("somebody", ALL_SCOPES)));
        for (String role : ROLES) {
            scopeIsMissing(rpc, actingFor("usr_alice", server, tokens.user("usr_mallory", role)));
        }
        if (!isFor(rpc, CallerKind.CALLER_KIND_USER)) {
            for (String role : ROLES) {
                scopeIsMissing(rpc, server.with(tokens.user("usr_alice", role)));
            }
            scopeIsMissing(rpc, actingFor("usr_alice", server, tokens.service("bff", ACT_AS_USER)));
        }
    }

    private static void scopeIsMissing(AnyRpc rpc, Channel channel) {
        var failure = rpc.call(channel);
        assertThat(failure).as("failure of %s", rpc).isPresent();
        assertProblem(failure.orElseThrow(), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void callersWhoAreMeantComeIn(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        User alice = server.as(User.newId("alice"));
        Message request = fitting(alice, User.newId("bob")).of(rpc);
        if (isFor(rpc, CallerKind.CALLER_KIND_SERVICE)) {
            comesIn(rpc, request, server.with(tokens.service("meant", rpc.rule().getScope())));
        }
        if (isFor(rpc, CallerKind.CALLER_KIND_USER)) {
            for (String role : ROLES) {
                comesIn(rpc, request, server.with(tokens.user(alice.userId(), role)));
            }
            comesIn(rpc, request, actingFor(alice.userId(), server, tokens.service("bff", ACT_AS_USER)));
        }
    }

    /// Of one who takes part in a thread with a message, about another who does.
    private static FittingRequest fitting(User caller, String other) {
        String thread = caller.group(other, User.newId("carol"));
        String message = caller.send(thread, "Hello").getMessageId();
        return new FittingRequest(caller.userId(), other, thread, message);
    }

    /// It is answered, or refused by a rule of the service itself: it came behind access and validation.
    private static void comesIn(AnyRpc rpc, Message request, Channel channel) {
        rpc.call(channel, request)
                .ifPresent(failure -> assertThat(errorInfo(failure).getReason())
                        .as("reason of %s", rpc)
                        .isNotIn("CREDENTIALS_INVALID", "SCOPE_MISSING", "REQUEST_INVALID", "INTERNAL"));
    }

    @Test
    void onlyOperatorsAskForTheNumbersOfOthers(ParleyServer server) {
        User alice = server.as(User.newId("alice"));
        String thread = alice.direct(User.newId("bob"));
        alice.row(thread, alice.send(thread, "Hello").getSequence());
        var request = ExplainUnreadRequest.newBuilder()
                .setThreadId(thread)
                .setUserId(alice.userId())
                .build();
        for (String role : ROLES) {
            String token = server.tokens().user("usr_olga", role);
            var inbox = InboxServiceGrpc.newBlockingStub(server.with(token));
            if (role.equals("operator") || role.equals("admin")) {
                assertThat(inbox.explainUnread(request)).isEqualTo(alice.explain(thread));
            } else {
                assertProblem(() -> inbox.explainUnread(request), Code.PERMISSION_DENIED, "SCOPE_MISSING");
            }
        }
    }

    private static Channel actingFor(String user, ParleyServer server, String token) {
        var credentials = TokenCredentials.of(token).actingFor(user);
        return ClientInterceptors.intercept(server.channel(), ParleyChannels.credentials(credentials));
    }

    private static boolean isFor(AnyRpc rpc, CallerKind kind) {
        return rpc.rule().getCallersList().contains(kind);
    }
}

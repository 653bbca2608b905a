package dev.parley.e2e.access;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.clientkit.call.User;
import dev.parley.e2e.client.AnyRpc;
import dev.parley.e2e.client.FittingRequest;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.error.v1.ErrorReason;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.platform.testing.Contract;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ServiceDescriptor;
import io.grpc.Status.Code;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Calls every RPC of the contract with every kind of caller.
@ExtendWith(SharedServer.class)
final class AccessTest {

    private static final String ACT_AS_USER = "act-as-user";
    private static final String[] ROLES = {"participant", "moderator", "operator", "admin"};

    static Stream<AnyRpc> rpcs() {
        return Contract.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(AnyRpc::new);
    }

    /// Returns every scope that a rule names, except the one for acting for users.
    private static String[] allScopes() {
        return rpcs().flatMap(rpc -> rpc.rule().getScopesList().stream())
                .filter(scope -> !scope.equals(ACT_AS_USER))
                .distinct()
                .toArray(String[]::new);
    }

    @Test
    void theServerServesTheWholeContractAndNoOtherParleyService(ParleyServer server) {
        RecordedStream<ServerReflectionRequest, ServerReflectionResponse> answers = RecordedStream.eager();
        var questions = ServerReflectionGrpc.newStub(server.channel()).serverReflectionInfo(answers);
        questions.onNext(
                ServerReflectionRequest.newBuilder().setListServices("").build());
        var served = answers.await(ServerReflectionResponse::hasListServicesResponse)
                .getListServicesResponse()
                .getServiceList();
        questions.onCompleted();
        assertThat(served.stream().map(ServiceResponse::getName).filter(name -> name.startsWith("parley.")))
                .containsExactlyInAnyOrderElementsOf(Contract.services().stream()
                        .map(ServiceDescriptor::getName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void everyRpcDeclaresItsCallers(AnyRpc rpc) {
        Rule rule = rpc.rule();
        assertThat(rule.getCallersList()).isNotEmpty().doesNotContain(CallerKind.CALLER_KIND_UNSPECIFIED);
        assertThat(rule.getScopesCount() == 0 || isFor(rpc, CallerKind.CALLER_KIND_SERVICE))
                .as("only a rule for services may name a scope")
                .isTrue();
        assertThat(rule.getReasonsList())
                .as("reasons besides those of every RPC")
                .doesNotHaveDuplicates()
                .doesNotContain(ErrorReason.ERROR_REASON_UNSPECIFIED, ErrorReason.UNRECOGNIZED);
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void badCredentialsAreRefused(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        String[] scopes = allScopes();
        refused(rpc, server.channel(), "no token");
        tokens.ofNobody(scopes).forEach((what, token) -> refused(rpc, server.with(token), what));
        tokens.wrongOfUser("usr_alice").forEach((what, token) -> refused(rpc, server.with(token), what));
        tokens.wrongOfService("meant", scopes).forEach((what, token) -> refused(rpc, server.with(token), what));
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
    void callersWithoutAccessAreRefused(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        String[] all = allScopes();
        List<String> needed = rpc.rule().getScopesList();
        String[] others =
                Stream.of(all).filter(scope -> !needed.contains(scope)).toArray(String[]::new);
        if (!isFor(rpc, CallerKind.CALLER_KIND_SERVICE) || !needed.isEmpty()) {
            scopeIsMissing(rpc, server.with(tokens.service("nobody")));
            scopeIsMissing(rpc, server.with(tokens.service("somebody", others)));
        }
        scopeIsMissing(rpc, actingFor("usr_alice", server, tokens.service("somebody", all)));
        for (String role : ROLES) {
            scopeIsMissing(rpc, actingFor("usr_alice", server, tokens.user("usr_mallory", role)));
            if (!isFor(rpc, role)) {
                scopeIsMissing(rpc, server.with(tokens.user("usr_alice", role)));
            }
        }
        if (!isFor(rpc, "participant")) {
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
    void callersWithAccessAreAdmitted(AnyRpc rpc, ParleyServer server) {
        var tokens = server.tokens();
        User alice = server.as(User.newId("alice"));
        FittingRequest fitting = fitting(alice, User.newId("bob"));
        if (isFor(rpc, CallerKind.CALLER_KIND_SERVICE)) {
            List<String> scopes = rpc.rule().getScopesList();
            for (String scope : scopes) {
                assertAdmitted(rpc, fitting.byService(rpc), server.with(tokens.service("meant", scope)));
            }
            if (scopes.isEmpty()) {
                assertAdmitted(rpc, fitting.byService(rpc), server.with(tokens.service("meant")));
            }
        }
        for (String role : ROLES) {
            if (isFor(rpc, role)) {
                assertAdmitted(rpc, fitting.of(rpc), server.with(tokens.user(alice.userId(), role)));
            }
        }
        if (isFor(rpc, "participant")) {
            assertAdmitted(rpc, fitting.of(rpc), actingFor(alice.userId(), server, tokens.service("bff", ACT_AS_USER)));
        }
    }

    /// Returns requests of a participant of a thread with a message, about another participant.
    private static FittingRequest fitting(User caller, String other) {
        String thread = caller.group(other, User.newId("carol"));
        String message = caller.send(thread, "Hello").getMessageId();
        return new FittingRequest(caller.userId(), other, thread, message);
    }

    /// Asserts that the call got past access and validation: it succeeds, or a rule of the service itself
    /// refuses it.
    private static void assertAdmitted(AnyRpc rpc, Message request, Channel channel) {
        rpc.call(channel, request)
                .ifPresent(failure -> assertThat(errorInfo(failure).getReason())
                        .as("reason of %s", rpc)
                        .isNotIn("CREDENTIALS_INVALID", "SCOPE_MISSING", "REQUEST_INVALID", "INTERNAL"));
    }

    @Test
    void onlyOperatorsSeeTheNumbersOfOthers(ParleyServer server) {
        User alice = server.as(User.newId("alice"));
        String thread = alice.direct(User.newId("bob"));
        alice.row(thread, alice.sendText(thread, "Hello").getConsistencyToken());
        var request = ExplainUnreadRequest.newBuilder()
                .setThreadId(thread)
                .setUserId(alice.userId())
                .build();
        for (String role : ROLES) {
            String token = server.tokens().user("usr_olga", role);
            var inbox = InboxServiceGrpc.newBlockingStub(server.with(token));
            if (role.equals("operator") || role.equals("admin")) {
                var seen = inbox.explainUnread(request);
                assertThat(seen.getThreadVersion()).isPositive();
                assertThat(seen.toBuilder().clearThreadVersion().build()).isEqualTo(alice.explain(thread));
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

    /// Whether a user with this role may call: moderators, operators and admins are users as well.
    private static boolean isFor(AnyRpc rpc, String role) {
        List<CallerKind> kinds = switch (role) {
            case "moderator" -> List.of(CallerKind.CALLER_KIND_USER, CallerKind.CALLER_KIND_MODERATOR);
            case "operator" -> List.of(CallerKind.CALLER_KIND_USER, CallerKind.CALLER_KIND_OPERATOR);
            case "admin" ->
                List.of(CallerKind.CALLER_KIND_USER, CallerKind.CALLER_KIND_MODERATOR, CallerKind.CALLER_KIND_OPERATOR);
            default -> List.of(CallerKind.CALLER_KIND_USER);
        };
        return kinds.stream().anyMatch(kind -> isFor(rpc, kind));
    }
}

package dev.parley.e2e.input;

import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.access.v1.CallerKind;
import dev.parley.clientkit.call.User;
import dev.parley.e2e.client.AnyRpc;
import dev.parley.e2e.input.WorstRequests.Worst;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.Contract;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The worst request of every RPC gets its reason, costs little, and does not end the feeds that share its
/// connection.
@ExtendWith(SharedServer.class)
final class WorstRequestsTest {

    private static final Duration MOST = Duration.ofMillis(100);

    /// The server compiles the code of the first tries, and other work of its process counts as well, so the
    /// cheapest try counts.
    private static final int TRIES = 20;

    private static final Set<String> REASONS =
            Set.of("REQUEST_INVALID", "REQUEST_TOO_LARGE", "FIELD_UNKNOWN", "FEATURE_NOT_AVAILABLE");

    private final ParleyServer server;
    private final User alice;
    private final String thread;
    private final RecordedStream<WatchThreadRequest, WatchThreadResponse> feed = RecordedStream.eager();

    WorstRequestsTest(ParleyServer server) {
        this.server = server;
        this.alice = server.as(User.newId("alice"));
        this.thread = alice.direct(User.newId("bob"));
    }

    static Stream<AnyRpc> rpcs() {
        return Contract.services().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(AnyRpc::new);
    }

    @BeforeEach
    void follow() {
        MessageServiceGrpc.newStub(alice.channel())
                .watchThread(WatchThreadRequest.newBuilder().setThreadId(thread).build(), feed);
        feed.await(WatchThreadResponse::hasCaughtUp);
    }

    @AfterEach
    void feedLives() {
        String message = alice.send(thread, "Still here").getMessageId();
        feed.await(part -> part.toString().contains(message));
        feed.cancel();
    }

    @ParameterizedTest
    @MethodSource("rpcs")
    void worstRequestsAreCheapAndGetTheirReason(AnyRpc rpc, TestReporter reporter) {
        refused(rpc, false, reporter);
    }

    @Tag("full")
    @ParameterizedTest
    @MethodSource("rpcs")
    void allBadRequestsAreCheapAndGetTheirReason(AnyRpc rpc, TestReporter reporter) {
        refused(rpc, true, reporter);
    }

    private void refused(AnyRpc rpc, boolean all, TestReporter reporter) {
        Channel caller = caller(rpc);
        Duration dearest = Duration.ZERO;
        String which = "";
        for (Worst worst : WorstRequests.of(rpc.emptyRequest().getDescriptorForType(), all)) {
            Duration cost = cheapestTry(rpc, worst, caller);
            assertThat(cost).as("%s with %s", rpc, worst).isLessThan(MOST);
            if (cost.compareTo(dearest) > 0) {
                dearest = cost;
                which = worst.what();
            }
        }
        reporter.publishEntry(rpc.toString(), dearest.toMillis() + " ms of processor time for " + which);
    }

    private Duration cheapestTry(AnyRpc rpc, Worst worst, Channel caller) {
        Duration cheapest = Duration.ofDays(1);
        for (int i = 0; i < TRIES && cheapest.compareTo(MOST.dividedBy(2)) > 0; i++) {
            Duration before = processorTime();
            var failure = rpc.call(caller, worst.bytes());
            Duration cost = processorTime().minus(before);
            failure.ifPresent(thrown -> assertThat(errorInfo(thrown).getReason())
                    .as("%s with %s", rpc, worst)
                    .isIn(REASONS));
            cheapest = cost.compareTo(cheapest) < 0 ? cost : cheapest;
        }
        return cheapest;
    }

    private Duration processorTime() {
        return server.process().handle().info().totalCpuDuration().orElseThrow();
    }

    private Channel caller(AnyRpc rpc) {
        List<CallerKind> callers = rpc.rule().getCallersList();
        if (callers.contains(CallerKind.CALLER_KIND_USER)) {
            return alice.channel();
        }
        return callers.contains(CallerKind.CALLER_KIND_SERVICE)
                ? server.with(server.tokens()
                        .service("meant", rpc.rule().getScopesList().toArray(String[]::new)))
                : server.with(server.tokens().user(alice.userId(), "admin"));
    }
}

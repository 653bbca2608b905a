package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.util.concurrent.ListenableFuture;
import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Ending;
import dev.parley.platform.background.Pace;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestTokens;
import dev.parley.thread.internal.v1.CheckAccessRequest;
import dev.parley.thread.internal.v1.CheckAccessResponse;
import dev.parley.thread.internal.v1.ThreadPolicyServiceGrpc;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ServingEndTest {

    private static final List<String> SERVICES = List.of("sample", "unhurried");

    /// A process whose stores do not respond ends within this time.
    private static final Duration PROMISE = Duration.ofSeconds(5);

    @Test
    void runningCallFinishesAndHealthIsNotServing() throws Exception {
        var service = start(Map.of(GatedService.ENABLED, true));
        var statuses = new Statuses();
        HealthGrpc.newStub(service.channel()).watch(HealthCheckRequest.getDefaultInstance(), statuses);
        await(() -> statuses.seen.contains(ServingStatus.SERVING));
        ListenableFuture<CheckAccessResponse> call = call(service);
        GatedService gated = service.bean(GatedService.class);
        assertThat(gated.entered.await(20, TimeUnit.SECONDS)).isTrue();

        var closing = CompletableFuture.runAsync(service.context()::close);
        await(() -> statuses.seen.contains(ServingStatus.NOT_SERVING));
        assertThat(closing).isNotDone();
        gated.gate.countDown();

        assertThat(call.get(20, TimeUnit.SECONDS).getReadable()).isTrue();
        service.close();
        closing.get(20, TimeUnit.SECONDS);
    }

    /// Balancers see that the process ends while it still takes calls.
    @Test
    void callsAreTakenWhileBalancersNotice() throws Exception {
        var service = start(Map.of(GatedService.ENABLED, true, "parley.server.drain", "3s"));
        service.bean(GatedService.class).gate.countDown();
        var ready = new Statuses();
        var alive = new Statuses();
        var health = HealthGrpc.newStub(service.channel());
        health.watch(HealthCheckRequest.newBuilder().setService("readiness").build(), ready);
        health.watch(HealthCheckRequest.newBuilder().setService("liveness").build(), alive);
        await(() -> ready.seen.contains(ServingStatus.SERVING) && alive.seen.contains(ServingStatus.SERVING));

        var closing = CompletableFuture.runAsync(service.context()::close);
        await(() -> ready.seen.contains(ServingStatus.NOT_SERVING));

        ManagedChannel late = ParleyChannels.plaintext(
                "127.0.0.1:" + service.bean(GrpcEmbeddedServer.class).getPort());
        var stub = ThreadPolicyServiceGrpc.newBlockingStub(ClientInterceptors.intercept(
                late, ParleyChannels.credentials(TokenCredentials.of(TestTokens.service("bff", "thread.policy")))));
        assertThat(stub.checkAccess(request()).getReadable()).isTrue();
        assertThat(closing).isNotDone();
        late.shutdownNow();
        service.close();
        closing.get(20, TimeUnit.SECONDS);
        assertThat(alive.seen).containsExactly(ServingStatus.SERVING);
    }

    @Test
    void callThatDoesNotEndIsCancelledAfterTheGracePeriod() throws Exception {
        var service = start(Map.of(GatedService.ENABLED, true, "parley.server.grace", "300ms"));
        ListenableFuture<CheckAccessResponse> call = call(service);
        assertThat(service.bean(GatedService.class).entered.await(20, TimeUnit.SECONDS))
                .isTrue();

        long start = System.nanoTime();
        service.context().close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISE);
        assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        service.close();
    }

    /// Two pools, a loop and a lease depend on a store that no longer responds.
    @Test
    void shutdownWithoutAStoreIsBounded() throws Exception {
        var database = TestPostgres.database();
        try (CuttablePort port = CuttablePort.to(database.port())) {
            var settings = new HashMap<String, Object>();
            SERVICES.forEach(
                    service -> settings.putAll(database.through(port.port()).settingsFor(service)));
            var service = ServiceUnderTest.start(SERVICES, settings);
            var sample = database(service);
            service.context()
                    .registerSingleton(Ending.class, () -> change(sample, "select 1"), Qualifiers.byName("lease"));
            var hangs = new CountDownLatch(1);
            service.bean(Background.class)
                    .repeat("reader", Pace.every(Duration.ofMillis(1)), () -> {
                        if (sample.withConnection(connection -> connection.isValid(0))) {
                            hangs.countDown();
                        }
                        return true;
                    })
                    .start();
            assertThat(hangs.await(20, TimeUnit.SECONDS)).isTrue();
            port.freeze();

            long start = System.nanoTime();
            service.context().close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISE);
            service.close();
        }
    }

    /// Without a store, a call, a loop, a shutdown task and a pool all hang, and ignore every interrupt.
    @Test
    void phasesThatHangShareOneTimeLimit() throws Exception {
        var database = TestPostgres.database();
        var over = new CountDownLatch(1);
        try (CuttablePort port = CuttablePort.to(database.port())) {
            var settings =
                    new HashMap<String, Object>(database.through(port.port()).settingsFor("sample"));
            settings.put(GatedService.ENABLED, true);
            var service = ServiceUnderTest.start("sample", settings);
            call(service);
            assertThat(service.bean(GatedService.class).entered.await(20, TimeUnit.SECONDS))
                    .isTrue();
            var looping = new CountDownLatch(1);
            service.bean(Background.class)
                    .repeat("hanging loop", Pace.every(Duration.ofHours(1)), () -> {
                        looping.countDown();
                        hang(over);
                        return false;
                    })
                    .start();
            assertThat(looping.await(20, TimeUnit.SECONDS)).isTrue();
            service.context().registerSingleton(Ending.class, () -> hang(over), Qualifiers.byName("task"));
            service.context().registerSingleton(Database.class, hangingPool(over), Qualifiers.byName("pool"));
            port.freeze();

            long start = System.nanoTime();
            service.context().close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PROMISE);
            service.close();
        } finally {
            over.countDown();
        }
    }

    /// Waits, whatever interrupts it.
    private static void hang(CountDownLatch over) {
        while (over.getCount() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            boolean _ = Thread.interrupted();
        }
    }

    private static Database hangingPool(CountDownLatch over) {
        return new Database((DataSource) Proxy.newProxyInstance(
                ServingEndTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, _) -> {
                    hang(over);
                    throw new SQLException(method.getName());
                }));
    }

    @Test
    void shutdownWithAStoreLetsLoopsAndEndingsFinish() throws Exception {
        var store = TestPostgres.database();
        var service = ServiceUnderTest.start("sample", store.settingsFor("sample"));
        var sample = database(service);
        change(sample, "create table done (what text)");
        service.context()
                .registerSingleton(
                        Ending.class,
                        () -> change(sample, "insert into done select 'ending after ' || max(what) from done"),
                        Qualifiers.byName("lease"));
        var entered = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        service.bean(Background.class)
                .repeat("writer", Pace.every(Duration.ofHours(1)), () -> {
                    entered.countDown();
                    gate.await();
                    change(sample, "insert into done values ('round')");
                    return false;
                })
                .start();
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        Server server = service.bean(GrpcEmbeddedServer.class).getServer();
        var closing = CompletableFuture.runAsync(service.context()::close);
        await(server::isTerminated);
        gate.countDown();
        closing.get(20, TimeUnit.SECONDS);
        service.close();

        try (var connection = store.connect();
                var rows = connection.createStatement().executeQuery("select what from sample.done order by what")) {
            var done = new ArrayList<String>();
            while (rows.next()) {
                done.add(rows.getString(1));
            }
            assertThat(done).containsExactly("ending after round", "round");
        }
    }

    private static Database database(ServiceUnderTest service) {
        return service.context().getBean(Database.class, Qualifiers.byName("sample"));
    }

    private static void change(Database database, String sql) {
        boolean done = database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
                return true;
            }
        });
        assertThat(done).isTrue();
    }

    private static ServiceUnderTest start(Map<String, Object> settings) {
        return ServiceUnderTest.start(List.of(), settings);
    }

    private static ListenableFuture<CheckAccessResponse> call(ServiceUnderTest service) {
        return ThreadPolicyServiceGrpc.newFutureStub(service.asService("bff", "thread.policy"))
                .checkAccess(request());
    }

    private static CheckAccessRequest request() {
        return CheckAccessRequest.newBuilder()
                .setThreadId("thr_1")
                .setUserId("usr_1")
                .build();
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(condition);
    }

    private static final class Statuses implements StreamObserver<HealthCheckResponse> {

        private final List<ServingStatus> seen = new CopyOnWriteArrayList<>();

        @Override
        public void onNext(HealthCheckResponse response) {
            seen.add(response.getStatus());
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}

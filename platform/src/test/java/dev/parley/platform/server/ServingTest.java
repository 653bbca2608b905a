package dev.parley.platform.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.telemetry.MetricsPage;
import dev.parley.platform.testing.CuttablePort;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import io.grpc.Channel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ServingTest {

    @Test
    void healthFollowsTheStore() {
        var database = TestPostgres.database();
        try (CuttablePort port = CuttablePort.to(database.port());
                var service = ServiceUnderTest.start(
                        "sample", database.through(port.port()).settingsFor("sample"))) {
            assertThat(health(service.channel(), "")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(service.channel(), "dependency.postgres.sample")).isEqualTo(ServingStatus.SERVING);

            assertThat(health(service.channel(), "readiness")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(service.channel(), "loop.feed-ticker")).isEqualTo(ServingStatus.SERVING);

            port.cut();
            awaitHealth(service.channel(), "dependency.postgres.sample", ServingStatus.NOT_SERVING);
            awaitHealth(service.channel(), "readiness", ServingStatus.NOT_SERVING);
            assertThat(health(service.channel(), "liveness")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(service.channel(), "")).isEqualTo(ServingStatus.SERVING);

            port.restore();
            awaitHealth(service.channel(), "readiness", ServingStatus.SERVING);
        }
    }

    @Test
    void servicesOfThisProcessAreCalledInProcess() {
        Map<String, Object> settings = Map.of("parley.local.enabled", true, "parley.targets.sample", "inprocess");
        try (var service = ServiceUnderTest.start("sample", settings)) {
            Channel local = service.bean(ServiceChannels.class).to("sample");

            assertThat(health(local, "")).isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void tracingCanBeSwitchedOn() {
        Map<String, Object> settings = Map.of(
                "parley.tracing.enabled", true, "parley.local.enabled", true, "parley.targets.sample", "inprocess");
        try (var service = ServiceUnderTest.start(List.of(), settings)) {
            assertThat(health(service.channel(), "")).isEqualTo(ServingStatus.SERVING);
            assertThat(health(service.bean(ServiceChannels.class).to("sample"), ""))
                    .isEqualTo(ServingStatus.SERVING);
        }
    }

    @Test
    void metersCanBeScraped() throws Exception {
        var settings = new HashMap<String, Object>();
        settings.put("parley.metrics.port", 0);
        try (var service = ServiceUnderTest.start("sample", settings)) {
            health(service.channel(), "");
            String page = scrape(service);

            assertThat(page)
                    .contains("grpc_server_processing_duration_seconds_count{method=\"Check\",methodType=\"UNARY\","
                            + "service=\"grpc.health.v1.Health\",statusCode=\"OK\"} 1");
            assertThat(page)
                    .contains("hikaricp_connections")
                    .contains("parley_background_age_seconds{loop=\"health\"}");
        }
    }

    private static String scrape(ServiceUnderTest service) throws IOException, InterruptedException {
        int port = service.bean(MetricsPage.class).port();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private static void awaitHealth(Channel channel, String name, ServingStatus status) {
        Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> health(channel, name) == status);
    }

    private static ServingStatus health(Channel channel, String name) {
        return HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.newBuilder().setService(name).build())
                .getStatus();
    }
}

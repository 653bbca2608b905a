package dev.parley.platform.server;

import dev.parley.platform.wire.Unary;
import dev.parley.platform.wire.WireTime;
import dev.parley.server.v1.GetServerInfoRequest;
import dev.parley.server.v1.GetServerInfoResponse;
import dev.parley.server.v1.Limit;
import dev.parley.server.v1.ServerServiceGrpc.ServerServiceImplBase;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// Describes this server and what it offers.
final class ServerGrpcService extends ServerServiceImplBase {

    private static final String UNPACKED = "development";

    private final GetServerInfoResponse facts;
    private final Clock clock;

    /// Throws `IllegalStateException` if two services define one limit differently.
    ServerGrpcService(Collection<String> services, List<ServerFacts> contributed, Clock clock) {
        var features = new TreeSet<String>();
        var limits = new TreeMap<String, Long>();
        contributed.forEach(facts -> {
            features.addAll(facts.features());
            facts.limits().forEach((name, value) -> add(limits, name, value));
        });
        var response = GetServerInfoResponse.newBuilder()
                .setVersion(version())
                .addAllServices(new TreeSet<>(services))
                .addAllFeatures(features);
        limits.forEach((name, value) ->
                response.addLimits(Limit.newBuilder().setName(name).setValue(value)));
        this.facts = response.build();
        this.clock = clock;
    }

    private static void add(Map<String, Long> limits, String name, long value) {
        Long known = limits.putIfAbsent(name, value);
        if (known != null && known != value) {
            throw new IllegalStateException("The limit " + name + " is defined twice: " + known + " and " + value);
        }
    }

    /// Returns the version from the jar; classes outside a jar have none.
    private static String version() {
        String packed = ServerGrpcService.class.getPackage().getImplementationVersion();
        return packed == null ? UNPACKED : packed;
    }

    @Override
    public void getServerInfo(GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> response) {
        Unary.reply(response, this::describe);
    }

    GetServerInfoResponse describe() {
        return facts.toBuilder()
                .setServerTime(WireTime.toProto(clock.instant()))
                .build();
    }
}

package dev.parley.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.client.ParleyChannels;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.tls.TestCertificates.Pem;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// TLS and mutual TLS of a running server, on the wire.
@Timeout(120)
class TlsTest {

    @TempDir
    private static Path folder;

    private static TestCertificates authority;
    private static TestCertificates other;
    private static Pem server;
    private static Pem client;

    @BeforeAll
    static void issue() throws Exception {
        authority = new TestCertificates(folder.resolve("authority"));
        other = new TestCertificates(folder.resolve("other"));
        server = authority.issue("server");
        client = authority.issue("client");
    }

    @Test
    void serverSpeaksTlsToThoseWhoTrustItsAuthority() throws Exception {
        try (var service = start(settings(server, false))) {
            assertThat(call(service, authority.ca(), null)).isNull();
            assertThat(call(service, other.ca(), null)).isEqualTo(Code.UNAVAILABLE);
            assertThat(codeOf(service.channel())).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void serverWithAnAuthorityOfClientsRefusesThoseWithoutACertificate() throws Exception {
        Pem stranger = other.issue("stranger");
        try (var service = start(settings(server, true))) {
            assertThat(call(service, authority.ca(), client)).isNull();
            assertThat(call(service, authority.ca(), null)).isEqualTo(Code.UNAVAILABLE);
            assertThat(call(service, authority.ca(), stranger)).isEqualTo(Code.UNAVAILABLE);
        }
    }

    @Test
    void changedFilesAreUsedWithoutARestart() throws Exception {
        Path certificate = Files.copy(server.certificate(), folder.resolve("changing.pem"));
        Path key = Files.copy(server.key(), folder.resolve("changing.key"));
        Pem next = other.issue("next");
        try (var service = start(settings(new Pem(certificate, key), false))) {
            assertThat(call(service, authority.ca(), null)).isNull();

            replace(next.key(), key);
            replace(next.certificate(), certificate);

            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> call(service, other.ca(), null) == null);
        }
    }

    /// The key, which is loaded first, cannot be used.
    @Test
    void changedAuthorityIsUsedAlthoughAnotherFileCannotBe() throws Exception {
        Path key = Files.copy(server.key(), folder.resolve("damaged.key"));
        Path clients = Files.copy(authority.ca(), folder.resolve("clients.pem"));
        Path damaged = Files.writeString(folder.resolve("damage"), "no key");
        Pem next = other.issue("next-client");
        var settings = new HashMap<>(settings(new Pem(server.certificate(), key), false));
        settings.put("parley.server.tls.client-ca", clients.toString());
        try (var service = start(settings)) {
            assertThat(call(service, authority.ca(), next)).isEqualTo(Code.UNAVAILABLE);

            replace(damaged, key);
            replace(other.ca(), clients);

            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> call(service, authority.ca(), next) == null);
        }
    }

    @Test
    void servicesCallEachOtherWithTheirCertificates() throws Exception {
        try (var service = start(settings(server, true));
                var caller = ServiceUnderTest.start(
                        List.of(),
                        Map.of(
                                "parley.targets.sample", "https://127.0.0.1:" + port(service),
                                "parley.client.tls.ca", authority.ca().toString(),
                                "parley.client.tls.certificate",
                                        client.certificate().toString(),
                                "parley.client.tls.key", client.key().toString()))) {
            assertThat(codeOf(caller.bean(ServiceChannels.class).to("sample"))).isNull();
        }
    }

    @Test
    void unusableFilesAreNamedInOneSentence() throws Exception {
        Path nothing = folder.resolve("nothing");
        assertRefused(
                settings(new Pem(nothing, server.key()), false),
                "The file " + nothing + " cannot be read (PARLEY_SERVER_TLS_CERTIFICATE).");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertRefused(
                settings(new Pem(empty, server.key()), false),
                "The certificate " + empty + " and the key " + server.key()
                        + " cannot be used (PARLEY_SERVER_TLS_CERTIFICATE, _KEY): there is no certificate in " + empty
                        + ".");
        assertRefused(
                settings(new Pem(server.certificate(), client.key()), false),
                "The certificate " + server.certificate() + " and the key " + client.key()
                        + " cannot be used (PARLEY_SERVER_TLS_CERTIFICATE, _KEY): the key is not that of the"
                        + " certificate.");
        assertRefused(
                Map.of("parley.server.tls.certificate", server.certificate().toString()),
                "PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY must be set together.");
        assertRefused(
                Map.of("parley.server.tls.client-ca", authority.ca().toString()),
                "PARLEY_SERVER_TLS_CLIENT_CA needs PARLEY_SERVER_TLS_CERTIFICATE and PARLEY_SERVER_TLS_KEY.");
        assertThatThrownBy(() -> new ClientTlsConfig(null, "certificate", null))
                .hasMessage("PARLEY_CLIENT_TLS_CERTIFICATE and PARLEY_CLIENT_TLS_KEY must be set together.");
    }

    private static void assertRefused(Map<String, Object> settings, String sentence) {
        assertThatThrownBy(() -> start(settings).close()).hasMessageStartingWith(sentence);
    }

    private static ServiceUnderTest start(Map<String, Object> settings) {
        return ServiceUnderTest.start(List.of(), settings);
    }

    private static Map<String, Object> settings(Pem pem, boolean mutual) throws Exception {
        String certificate = "parley.server.tls.certificate";
        String key = "parley.server.tls.key";
        return mutual
                ? Map.of(
                        certificate,
                        pem.certificate().toString(),
                        key,
                        pem.key().toString(),
                        "parley.server.tls.client-ca",
                        authority.ca().toString())
                : Map.of(
                        certificate,
                        pem.certificate().toString(),
                        key,
                        pem.key().toString());
    }

    /// The time of the last change differs, even on a file system that keeps only seconds.
    private static void replace(Path from, Path to) throws Exception {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(to, FileTime.from(Instant.now().plusSeconds(5)));
    }

    /// Returns the code of a failure; null if the call succeeds.
    private static @Nullable Code call(ServiceUnderTest service, Path trusted, @Nullable Pem presented)
            throws Exception {
        var credentials = TlsChannelCredentials.newBuilder().trustManager(trusted.toFile());
        if (presented != null) {
            credentials.keyManager(
                    presented.certificate().toFile(), presented.key().toFile());
        }
        ManagedChannel channel = ParleyChannels.secure("127.0.0.1:" + port(service), credentials.build());
        try {
            return codeOf(channel);
        } finally {
            channel.shutdownNow();
        }
    }

    private static @Nullable Code codeOf(Channel channel) {
        Throwable failure = catchThrowable(() -> HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(10, TimeUnit.SECONDS)
                .check(HealthCheckRequest.getDefaultInstance()));
        return failure == null
                ? null
                : ((StatusRuntimeException) failure).getStatus().getCode();
    }

    private static int port(ServiceUnderTest service) {
        return service.bean(GrpcEmbeddedServer.class).getPort();
    }
}

package dev.parley.platform.tls;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.client.ParleyChannels;
import dev.parley.client.TokenCredentials;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestTokens;
import dev.parley.platform.tls.TestCertificates.Pem;
import dev.parley.thread.v1.BatchGetThreadsRequest;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Services that are identified by their certificates, on the wire.
@Timeout(120)
class CertifiedServicesTest {

    private static final Metadata.Key<String> ON_BEHALF_OF =
            Metadata.Key.of("parley-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private static Path folder;

    private static TestCertificates authority;
    private static ServiceUnderTest service;

    private final List<ManagedChannel> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        authority = new TestCertificates(folder.resolve("authority"));
        Pem server = authority.issue("server");
        service = ServiceUnderTest.start(
                List.of(),
                Map.of(
                        "parley.test.echo", true,
                        "parley.server.tls.certificate", server.certificate().toString(),
                        "parley.server.tls.key", server.key().toString(),
                        "parley.server.tls.client-ca", authority.ca().toString(),
                        "parley.server.tls.callers",
                                "bff.example.com=bff act-as-user, spiffe://example/import=import thread.read"));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @AfterEach
    void disconnect() {
        open.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void certificateIdentifiesAServiceAndItsScopes() throws Exception {
        Channel bff = connect(authority.issue("bff", "dns:BFF.example.com"));
        assertThat(whoCalls(actingFor(bff, "usr_alice"))).isEqualTo("bff[CALLER_KIND_USER]true");

        Channel imports = connect(authority.issue("import", "uri:spiffe://example/import"));
        assertThat(whoCalls(imports)).isEqualTo("import[CALLER_KIND_SERVICE]true");
        assertProblem(() -> whoCalls(actingFor(imports, "usr_alice")), Code.PERMISSION_DENIED, "SCOPE_MISSING");
    }

    @Test
    void certificateWithoutAKnownNameOrWithSeveralIsNobody() throws Exception {
        Channel stranger = connect(authority.issue("stranger", "dns:bff.example.com.evil.org,dns:example.com"));
        assertProblem(() -> whoCalls(stranger), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
        Channel two = connect(authority.issue("two", "dns:bff.example.com,uri:spiffe://example/import"));
        assertProblem(() -> whoCalls(two), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void tokenTakesPrecedenceOverTheCertificate() throws Exception {
        Channel bff = connect(authority.issue("other-bff", "dns:bff.example.com"));
        assertThat(whoCalls(with(bff, TestTokens.user("usr_bob")))).isEqualTo("none[CALLER_KIND_USER]true");
        assertProblem(() -> whoCalls(with(bff, "nonsense")), Code.UNAUTHENTICATED, "CREDENTIALS_INVALID");
    }

    @Test
    void serviceWithACertificateNeedsNoTokenToCallOthers() throws Exception {
        Pem client = authority.issue("caller", "uri:spiffe://example/import");
        try (var caller = ServiceUnderTest.start(
                List.of(),
                Map.of(
                        "parley.key-dir", "",
                        "parley.targets.thread", "https://127.0.0.1:" + port(),
                        "parley.client.tls.ca", authority.ca().toString(),
                        "parley.client.tls.certificate", client.certificate().toString(),
                        "parley.client.tls.key", client.key().toString()))) {
            assertThat(whoCalls(caller.bean(ServiceChannels.class).to("thread")))
                    .isEqualTo("import[CALLER_KIND_SERVICE]true");
        }
    }

    @Test
    void callersAreCheckedAtTheStart() {
        assertThatThrownBy(() -> new ServerTlsConfig("c", "k", null, List.of("a=b")))
                .hasMessage("PARLEY_SERVER_TLS_CALLERS needs PARLEY_SERVER_TLS_CLIENT_CA.");
        for (String malformed : List.of("a", "=b", "a=", "a=B", "a=b C", "a b=c")) {
            assertThatThrownBy(() -> new ServerTlsConfig("c", "k", "ca", List.of(malformed)))
                    .hasMessageStartingWith("PARLEY_SERVER_TLS_CALLERS must be a list of NAME=SERVICE SCOPE SCOPE");
        }
    }

    private static int port() {
        return service.bean(GrpcEmbeddedServer.class).getPort();
    }

    private Channel connect(Pem client) throws IOException {
        var credentials = TlsChannelCredentials.newBuilder()
                .trustManager(caFile())
                .keyManager(client.certificate().toFile(), client.key().toFile())
                .build();
        ManagedChannel channel = ParleyChannels.secure("127.0.0.1:" + port(), credentials);
        open.add(channel);
        return channel;
    }

    private static java.io.File caFile() {
        return folder.resolve("authority").resolve("ca.pem").toFile();
    }

    private static Channel actingFor(Channel channel, String user) {
        var headers = new Metadata();
        headers.put(ON_BEHALF_OF, user);
        ClientInterceptor acting = MetadataUtils.newAttachHeadersInterceptor(headers);
        return ClientInterceptors.intercept(channel, acting);
    }

    private static Channel with(Channel channel, String token) {
        return ClientInterceptors.intercept(channel, ParleyChannels.credentials(TokenCredentials.of(token)));
    }

    private static String whoCalls(Channel channel) {
        return ThreadServiceGrpc.newBlockingStub(channel)
                .batchGetThreads(BatchGetThreadsRequest.newBuilder()
                        .addThreadIds("thr_1")
                        .build())
                .getThreads(0)
                .getSubject();
    }
}

package dev.parley.platform.tls;

import dev.parley.platform.background.Background;
import dev.parley.platform.background.Pace;
import dev.parley.platform.background.Step;
import io.grpc.ChannelCredentials;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import io.micronaut.context.exceptions.ConfigurationException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jakarta.inject.Singleton;
import java.io.File;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// The certificates of this process. Files are checked for changes every 5 s; new connections use the new
/// certificates. Files that cannot be read after a change are logged, and the last certificates stay in use.
@Singleton
public final class Certificates {

    private static final Duration CHECK = Duration.ofSeconds(5);
    private static final String SERVER = "PARLEY_SERVER_TLS_";
    private static final String CLIENT = "PARLEY_CLIENT_TLS_";

    private final ServerTlsConfig server;
    private final ClientTlsConfig client;
    private final Background background;
    private final List<Watched> watched = new CopyOnWriteArrayList<>();

    /// Reads nothing until it is asked for certificates.
    public Certificates(ServerTlsConfig server, ClientTlsConfig client, Background background) {
        this.server = server;
        this.client = client;
        this.background = background;
    }

    /// How to load the content of files.
    private interface Load {
        void run() throws IOException, GeneralSecurityException;
    }

    /// Files that are loaded when the time of the last change of one of them differs.
    private static final class Watched {

        private final List<File> files;
        private final Load load;
        private List<Long> seen;

        Watched(List<File> files, Load load) {
            this.files = files;
            this.load = load;
            this.seen = changes();
        }

        private List<Long> changes() {
            return files.stream().map(File::lastModified).toList();
        }

        void loadChanges() throws IOException, GeneralSecurityException {
            List<Long> now = changes();
            if (!now.equals(seen)) {
                load.run();
                seen = now;
            }
        }
    }

    /// Returns how the server speaks TLS; empty if it speaks plain text. Throws `ConfigurationException`, which
    /// names the file that cannot be used.
    public Optional<SslContext> ofServer() {
        if (server.certificate() == null || server.key() == null) {
            return Optional.empty();
        }
        var builder = SslContextBuilder.forServer(identity(server.certificate(), server.key(), SERVER));
        if (server.clientCa() != null) {
            builder.trustManager(
                            trust(server.clientCa(), SERVER + "CLIENT_CA", Verification.CERTIFICATE_ONLY_VERIFICATION))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return Optional.of(
                    GrpcSslContexts.configure(builder, SslProvider.JDK).build());
        } catch (IOException unusable) {
            throw new ConfigurationException("TLS cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /// Returns how this process calls other services with TLS. Throws `ConfigurationException`, which names the
    /// file that cannot be used.
    public ChannelCredentials ofClient() {
        var builder = TlsChannelCredentials.newBuilder();
        if (client.ca() != null) {
            builder.trustManager(
                    trust(client.ca(), CLIENT + "CA", Verification.CERTIFICATE_AND_HOST_NAME_VERIFICATION));
        }
        if (client.certificate() != null && client.key() != null) {
            builder.keyManager(identity(client.certificate(), client.key(), CLIENT));
        }
        return builder.build();
    }

    private AdvancedTlsX509KeyManager identity(String certificate, String key, String prefix) {
        var manager = new AdvancedTlsX509KeyManager();
        var files = List.of(readable(certificate, prefix + "CERTIFICATE"), readable(key, prefix + "KEY"));
        watch(
                files,
                () -> {
                    X509Certificate[] chain = PemFiles.certificates(files.getFirst());
                    manager.updateIdentityCredentials(chain, PemFiles.keyOf(chain[0], files.getLast()));
                },
                "The certificate " + certificate + " and the key " + key + " cannot be used (" + prefix
                        + "CERTIFICATE, _KEY)");
        return manager;
    }

    private AdvancedTlsX509TrustManager trust(String ca, String variable, Verification verification) {
        var file = readable(ca, variable);
        try {
            var manager = AdvancedTlsX509TrustManager.newBuilder()
                    .setVerification(verification)
                    .build();
            watch(
                    List.of(file),
                    () -> manager.updateTrustCredentials(PemFiles.certificates(file)),
                    "The certificate authorities " + ca + " cannot be used (" + variable + ")");
            return manager;
        } catch (GeneralSecurityException unusable) {
            throw new ConfigurationException("TLS cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static File readable(String path, String variable) {
        var file = new File(path);
        if (!file.isFile() || !file.canRead()) {
            throw new ConfigurationException("The file " + path + " cannot be read (" + variable + ").");
        }
        return file;
    }

    /// Loads files now, and again after each change.
    private void watch(List<File> files, Load load, String failure) {
        var these = new Watched(files, load);
        try {
            load.run();
        } catch (IOException | GeneralSecurityException | RuntimeException unusable) {
            throw new ConfigurationException(failure + ": " + firstLine(unusable) + ".", unusable);
        }
        if (watched.isEmpty()) {
            background
                    .repeat("certificates", Pace.every(CHECK), Step.of(this::loadChanges))
                    .start();
        }
        watched.add(these);
    }

    private static String firstLine(Exception failure) {
        @Nullable String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /// Tries all files, also after one that cannot be used.
    private synchronized void loadChanges() {
        var unusable = new ArrayList<String>();
        for (Watched one : watched) {
            try {
                one.loadChanges();
            } catch (IOException | GeneralSecurityException | RuntimeException failure) {
                unusable.add(firstLine(failure));
            }
        }
        if (!unusable.isEmpty()) {
            throw new IllegalStateException("Changed certificates cannot be used: " + String.join("; ", unusable));
        }
    }
}

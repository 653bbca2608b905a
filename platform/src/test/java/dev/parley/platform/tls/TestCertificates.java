package dev.parley.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A certificate authority of a test, made with the JDK's keytool.
final class TestCertificates {

    private static final String PASSWORD = "password";
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path folder;
    private final Path store;

    /// The files of a certificate.
    record Pem(Path certificate, Path key) {}

    TestCertificates(Path folder) throws Exception {
        this.folder = Files.createDirectories(folder);
        this.store = folder.resolve("store.p12");
        make("ca", "-ext", "bc:c");
    }

    /// Returns the file with the certificate of the authority.
    Path ca() throws IOException, GeneralSecurityException {
        return certificate("ca");
    }

    /// Issues a certificate for this machine.
    Pem issue(String name) throws Exception {
        return issue(name, "ip:127.0.0.1,dns:localhost");
    }

    /// Issues a certificate with these names, such as `dns:localhost`.
    Pem issue(String name, String names) throws Exception {
        make(name, "-signer", "ca", "-ext", "san=" + names);
        return new Pem(certificate(name), key(name));
    }

    private void make(String name, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes());
        assertThat(keytool.waitFor()).as(output).isZero();
    }

    private Path certificate(String name) throws IOException, GeneralSecurityException {
        return write(name + ".pem", "CERTIFICATE", open().getCertificate(name).getEncoded());
    }

    private Path key(String name) throws IOException, GeneralSecurityException {
        return write(
                name + ".key",
                "PRIVATE KEY",
                open().getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path write(String file, String type, byte[] content) throws IOException {
        return Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n" + PEM.encodeToString(content) + "\n-----END " + type + "-----\n");
    }
}

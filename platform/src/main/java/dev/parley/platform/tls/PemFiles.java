package dev.parley.platform.tls;

import io.grpc.util.CertificateUtils;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/// Reads certificates and keys, and refuses files that would only fail when somebody connects.
final class PemFiles {

    private static final byte[] SAMPLE = {1, 2, 3};

    private PemFiles() {}

    /// Returns at least one certificate.
    static X509Certificate[] certificates(File file) throws IOException, GeneralSecurityException {
        try (InputStream in = new FileInputStream(file)) {
            X509Certificate[] all = CertificateUtils.getX509Certificates(in);
            if (all.length == 0) {
                throw new GeneralSecurityException("there is no certificate in " + file);
            }
            return all;
        }
    }

    /// Returns the private key of a certificate.
    static PrivateKey keyOf(X509Certificate certificate, File file) throws IOException, GeneralSecurityException {
        try (InputStream in = new FileInputStream(file)) {
            PrivateKey key = CertificateUtils.getPrivateKey(in);
            if (!fits(certificate, key)) {
                throw new GeneralSecurityException("the key is not that of the certificate");
            }
            return key;
        }
    }

    private static boolean fits(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        if (!algorithm.equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        var signature = Signature.getInstance(
                switch (algorithm) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    default -> algorithm;
                });
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(SAMPLE);
        return signature.verify(signed);
    }
}

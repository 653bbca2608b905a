package dev.parley.platform.text;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// SHA-256, which every JDK has.
public final class Sha256 {

    private static final String HMAC = "HmacSHA256";

    /// Copied for each use, because a copy needs no provider lookup.
    private static final MessageDigest FRESH = fresh();

    private Sha256() {}

    /// Returns a fresh digest.
    public static MessageDigest digest() {
        try {
            return (MessageDigest) FRESH.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static MessageDigest fresh() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Returns the hash of bytes: 32 bytes.
    public static byte[] of(byte[] content) {
        return digest().digest(content);
    }

    /// Returns the hash of a text in UTF-8.
    public static byte[] of(String content) {
        return of(content.getBytes(StandardCharsets.UTF_8));
    }

    /// Returns the HMAC of bytes under a key: a hash for which nobody can test guesses of the content without
    /// the key.
    ///
    /// @param key any number of bytes except zero; 32 random bytes are recommended
    public static byte[] keyed(byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

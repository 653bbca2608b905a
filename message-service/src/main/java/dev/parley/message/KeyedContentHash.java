package dev.parley.message;

import dev.parley.message.log.ContentHasher;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame.Kind;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Hashes content with a key that all replicas share and that never changes: `parley.message.content-key`.
/// Without a key, a reader of the store could guess a short text and compare its hash.
@Singleton
final class KeyedContentHash implements ContentHasher {

    private static final byte VERSION = 1;
    private static final int BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    /// Initialised with the key. Cloning it is cheaper than creating a new one.
    private final Mac keyed;

    KeyedContentHash(
            @Nullable @Property(name = "parley.message.content-key") String key,
            @Nullable @Property(name = "parley.key-dir") String directory) {
        try {
            keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(
                    ContentKey.of(Optional.ofNullable(key), Optional.ofNullable(directory)), ALGORITHM));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
        }
    }

    /// Returns 128 bits of HMAC-SHA-256 over the message replied to and the text, after the version and the
    /// kind.
    @Override
    public byte[] hash(Draft draft) {
        return ByteBuffer.allocate(2 + BYTES)
                .put(VERSION)
                .put((byte) Kind.TEXT.number())
                .put(copy().doFinal(draft.content().getBytes(StandardCharsets.UTF_8)), 0, BYTES)
                .array();
    }

    private Mac copy() {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("The " + ALGORITHM + " of the JDK can be copied", impossible);
        }
    }
}

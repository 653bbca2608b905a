package dev.parley.message;

import dev.parley.id.MessageId;
import dev.parley.message.log.ContentHasher;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame.Kind;
import dev.parley.platform.text.Sha256;
import io.micronaut.context.annotation.Property;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hashes content with a key that all replicas share for ever: `parley.message.content-key`. Without one, the
/// hash of a short text gives the text away to one who reads the store and guesses.
@Singleton
final class KeyedContentHash implements ContentHasher {

    private static final byte VERSION = 1;
    private static final int BYTES = 16;

    private final byte[] key;

    KeyedContentHash(
            @Nullable @Property(name = "parley.message.content-key") String key,
            @Nullable @Property(name = "parley.key-dir") String directory) {
        this.key = ContentKey.of(Optional.ofNullable(key), Optional.ofNullable(directory));
    }

    /// 128 bits of HMAC-SHA-256 over the message replied to and the text, after the version and the kind.
    @Override
    public byte[] hash(Draft draft) {
        String content = draft.replyTo().map(MessageId::value).orElse("") + '\n' + draft.text();
        return ByteBuffer.allocate(2 + BYTES)
                .put(VERSION)
                .put((byte) Kind.TEXT.number())
                .put(Sha256.keyed(key, content.getBytes(StandardCharsets.UTF_8)), 0, BYTES)
                .array();
    }
}

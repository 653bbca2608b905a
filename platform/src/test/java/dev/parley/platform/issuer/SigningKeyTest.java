package dev.parley.platform.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {

    @TempDir
    private Path directory;

    @Test
    void concurrentOpensOfADirectoryGetOneKey() throws IOException {
        var keys = IntStream.range(0, 16)
                .parallel()
                .mapToObj(i -> SigningKey.open(directory).toJwks())
                .distinct()
                .toList();

        assertThat(keys).hasSize(1);
        assertThat(Files.readString(SigningKey.jwksIn(directory))).isEqualTo(keys.getFirst());
    }

    @Test
    void onlyTheOwnerCanReadThePrivateKey() throws IOException {
        SigningKey.open(directory);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("signing-key.json"))))
                .isEqualTo("rw-------");
        assertThat(Files.readString(SigningKey.jwksIn(directory))).doesNotContain("\"d\"");
    }

    @Test
    void lostPublicKeysAreRestored() throws IOException {
        String jwks = SigningKey.open(directory).toJwks();
        Files.delete(SigningKey.jwksIn(directory));

        SigningKey.open(directory);

        assertThat(Files.readString(SigningKey.jwksIn(directory))).isEqualTo(jwks);
    }

    @Test
    void damagedKeyIsNeverReplaced() throws IOException {
        Files.writeString(directory.resolve("signing-key.json"), "{");

        assertThatThrownBy(() -> SigningKey.open(directory))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is damaged");
        assertThat(Files.readString(directory.resolve("signing-key.json"))).isEqualTo("{");
    }
}

package dev.parley.message;

import dev.parley.platform.application.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;

/// The key for content hashes. All replicas share it, and it never changes: with another key, a retried send
/// would look like different content.
final class ContentKey {

    private static final String FILE = "message-content.key";
    private static final int BYTES = 32;
    private static final int SHORTEST = 16;

    private ContentKey() {}

    /// Returns the key of the setting. Without a setting, returns the key in a file of the key directory,
    /// which the first start creates. Throws [StartException] if neither is set.
    static byte[] of(Optional<String> setting, Optional<String> directory) {
        String key = setting.filter(text -> !text.isBlank())
                .or(() -> directory.filter(text -> !text.isBlank()).map(text -> ofFile(Path.of(text))))
                .orElseThrow(() ->
                        new StartException("PARLEY_MESSAGE_CONTENT_KEY is not set: it is the key for content hashes,"
                                + " the same for all replicas, and must never change."));
        if (key.length() < SHORTEST) {
            throw new StartException("PARLEY_MESSAGE_CONTENT_KEY must have at least " + SHORTEST + " characters.");
        }
        return key.getBytes(StandardCharsets.UTF_8);
    }

    private static String ofFile(Path directory) {
        Path file = directory.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                make(directory, file);
            }
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("The key for content hashes cannot be read from " + file, failure);
        }
    }

    /// If two processes create it at the same time, the first one wins. No process reads a partial key.
    private static void make(Path directory, Path file) throws IOException {
        var key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(directory);
        Path made = Files.createTempFile(directory, FILE, ".new");
        try {
            Files.writeString(made, Base64.getUrlEncoder().withoutPadding().encodeToString(key));
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException otherWasFirst) {
            return;
        } catch (UnsupportedOperationException noLinks) {
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}

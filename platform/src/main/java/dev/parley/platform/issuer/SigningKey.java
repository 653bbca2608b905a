package dev.parley.platform.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

/// A private key for ES256 that is stored in a directory: `signing-key.json`, which only its owner can read,
/// next to the public `jwks.json`.
public final class SigningKey {

    private static final String PRIVATE = "signing-key.json";
    private static final String PUBLIC = "jwks.json";
    private static final String LOCK = "keys.lock";
    private static final Object IN_THIS_PROCESS = new Object();

    private final ECKey key;

    private SigningKey(ECKey key) {
        this.key = key;
    }

    /// Creates a key that is not stored.
    public static SigningKey generate() {
        try {
            return new SigningKey(new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyIDFromThumbprint(true)
                    .generate());
        } catch (JOSEException impossible) {
            throw new IllegalStateException("ES256 is not available", impossible);
        }
    }

    /// Loads the key of a directory, or creates the directory and the key. Two processes that do so at the
    /// same time get the same key. Throws `IllegalStateException` with a readable sentence if the key is
    /// damaged.
    public static SigningKey open(Path directory) {
        try {
            Files.createDirectories(directory);
            synchronized (IN_THIS_PROCESS) {
                try (FileChannel channel = FileChannel.open(
                                directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    assert lock.isValid();
                    return loadOrMake(directory);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("The key in " + directory + " cannot be read or created", failure);
        }
    }

    /// Returns the file with the public keys of a directory.
    public static Path jwksIn(Path directory) {
        return directory.resolve(PUBLIC);
    }

    /// Returns the public half, as a JWKS.
    public String toJwks() {
        return new JWKSet(key.toPublicJWK()).toString();
    }

    ECKey key() {
        return key;
    }

    private static SigningKey loadOrMake(Path directory) throws IOException {
        Path file = directory.resolve(PRIVATE);
        SigningKey key;
        if (Files.exists(file)) {
            key = parse(file);
        } else {
            key = generate();
            write(file, key.key.toJSONString(), "rw-------");
        }
        Path jwks = jwksIn(directory);
        if (!Files.exists(jwks) || !Files.readString(jwks).equals(key.toJwks())) {
            write(jwks, key.toJwks(), "rw-r--r--");
        }
        return key;
    }

    private static SigningKey parse(Path file) throws IOException {
        try {
            ECKey key = ECKey.parse(Files.readString(file));
            if (key.isPrivate()) {
                return new SigningKey(key);
            }
        } catch (ParseException damaged) {
            throw new IllegalStateException(damaged(file));
        }
        throw new IllegalStateException(damaged(file));
    }

    private static String damaged(Path file) {
        return "The signing key " + file + " is damaged; delete it to create a new one, which invalidates all tokens.";
    }

    private static void write(Path file, String text, String permissions) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        if (fresh.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        }
        Files.writeString(fresh, text, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}

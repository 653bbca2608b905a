package dev.parley.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is installed contains no jar of which no class is ever loaded.
final class UnneededJarsTest {

    private static final List<String> UNNEEDED = List.of(
            "junit",
            "assertj",
            "awaitility",
            "byte-buddy",
            "annotations-",
            "auto-value-annotations",
            "animal-sniffer",
            "checker-qual",
            "error_prone",
            "j2objc",
            "jsr305",
            "listenablefuture",
            "netty-codec-socks",
            "netty-handler-proxy",
            "reactor-core",
            "micronaut-grpc-opentracing",
            "jackson-dataformat-toml");

    @Test
    void nothingUnneededIsInstalled() throws IOException {
        Path root = Path.of(System.getProperty("parley.root"));
        for (String module :
                List.of("standalone", "thread-service", "message-service", "safety-service", "inbox-service")) {
            try (Stream<Path> jars = Files.list(root.resolve(module).resolve("target/lib"))) {
                assertThat(jars.map(jar -> jar.getFileName().toString()))
                        .as(module)
                        .isNotEmpty()
                        .noneMatch(jar -> UNNEEDED.stream().anyMatch(jar::startsWith));
            }
        }
    }
}

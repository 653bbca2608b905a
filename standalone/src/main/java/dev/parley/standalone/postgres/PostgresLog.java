package dev.parley.standalone.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The log of PostgreSQL: one file, rotated at startup once it is large.
final class PostgresLog {

    private static final long LARGE_BYTES = 16L * 1024 * 1024;
    private static final int LAST_BYTES = 64 * 1024;
    private static final Pattern SEVERE = Pattern.compile(".*?(?:FATAL|PANIC|ERROR): +(.*)");
    private static final Pattern STAMP = Pattern.compile("^[0-9-]+ [0-9:.]+ [A-Z]+ \\[[0-9]+] (?:[A-Z]+: +)?");

    private final Path file;
    private long begin;

    PostgresLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /// Remembers that new lines belong to a new start.
    void begin() throws IOException {
        if (Files.exists(file) && Files.size(file) > LARGE_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        begin = Files.exists(file) ? Files.size(file) : 0;
    }

    /// Returns the reason that was logged since the start: the last severe line, or else the very last line.
    Optional<String> reason() {
        List<String> lines = lines();
        return lines.stream()
                .map(SEVERE::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(found -> found.group(1))
                .reduce((_, last) -> last)
                .or(() -> lines.stream()
                        .filter(line -> !line.isBlank())
                        .reduce((_, last) -> last)
                        .map(line -> STAMP.matcher(line).replaceFirst("")));
    }

    private List<String> lines() {
        try (var channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            channel.position(Math.max(begin, channel.size() - LAST_BYTES));
            var bytes = java.nio.channels.Channels.newInputStream(channel).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).lines().toList();
        } catch (IOException none) {
            return List.of();
        }
    }
}

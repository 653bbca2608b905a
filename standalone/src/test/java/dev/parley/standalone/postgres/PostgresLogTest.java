package dev.parley.standalone.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresLogTest {

    private static final String STAMP = "2026-11-20 18:07:31.273 UTC [18041] ";

    @TempDir
    private Path directory = Path.of("");

    private PostgresLog log = new PostgresLog(Path.of(""));

    @BeforeEach
    void begin() throws IOException {
        log = new PostgresLog(directory.resolve("postgres.log"));
        log.begin();
    }

    @Test
    void theLastSevereLineIsTheReason() throws IOException {
        write(STAMP + "FATAL:  first");
        write(STAMP + "PANIC:  could not read file \"global/pg_control\"");
        write(STAMP + "LOG:  database system is shut down");
        assertThat(log.reason()).hasValue("could not read file \"global/pg_control\"");
    }

    @Test
    void withoutASevereLineTheLastLineIsTheReason() throws IOException {
        write(STAMP + "LOG:  database system is shut down");
        assertThat(log.reason()).hasValue("database system is shut down");
    }

    @Test
    void earlierLinesDoNotCount() throws IOException {
        write(STAMP + "FATAL:  of an earlier start");
        log.begin();
        assertThat(log.reason()).isEmpty();
        write(STAMP + "LOG:  of this start");
        assertThat(log.reason()).hasValue("of this start");
    }

    @Test
    void aLargeFileIsRotated() throws IOException {
        Files.write(log.file(), new byte[17 * 1024 * 1024]);
        log.begin();
        assertThat(log.file()).doesNotExist();
        assertThat(directory.resolve("postgres.log.1")).exists();
    }

    private void write(String line) throws IOException {
        Files.writeString(log.file(), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}

package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    private Path folder;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void othersCannotReadWhatIsInIt() throws IOException {
        Path path = folder.resolve("data");
        try (var data = DataDirectory.open(path)) {
            assertThat(permissions(path)).isEqualTo("rwx------");
            assertThat(permissions(data.keys())).isEqualTo("rwx------");
            assertThat(permissions(path.resolve("logs"))).isEqualTo("rwx------");
            assertThat(permissions(data.log())).isEqualTo("rw-------");
        }
    }

    @Test
    void directoryOfAnEarlierVersionIsClosedAndKeepsItsLog() throws IOException {
        Path logs = Files.createDirectories(folder.resolve("logs"));
        Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(logs.resolve("parley.log"), "a line");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
        try (var data = DataDirectory.open(folder)) {
            assertThat(permissions(logs)).isEqualTo("rwx------");
            assertThat(permissions(data.log())).isEqualTo("rw-------");
            assertThat(data.log()).hasContent("a line");
            assertThat(permissions(folder)).as("not ours").isEqualTo("rwxr-x---");
        }
    }

    /// It can be inside of a repository, under any name.
    @Test
    void gitIgnoresEverythingInIt() throws IOException {
        DataDirectory.open(folder.resolve("any")).close();
        assertThat(folder.resolve("any").resolve(".gitignore")).hasContent("*");
        Files.writeString(folder.resolve("any").resolve(".gitignore"), "changed");
        DataDirectory.open(folder.resolve("any")).close();
        assertThat(folder.resolve("any").resolve(".gitignore")).hasContent("changed");
    }
}

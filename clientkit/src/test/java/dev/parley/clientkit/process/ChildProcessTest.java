package dev.parley.clientkit.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.clientkit.check.Bounded;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChildProcessTest {

    @TempDir
    private Path folder = Path.of("");

    private ChildProcess start(String script) {
        var program = new Program(List.of("sh", "-c", script), Map.of("PARLEY_MINE", "yes"));
        return ChildProcess.start(program, folder.resolve("output.log"));
    }

    @Test
    void bothOutputsAndTheExitCodeAreKept() {
        try (ChildProcess process = start("echo \"$PARLEY_MINE\"; echo two >&2; exit 3")) {
            assertThat(process.awaitExit(Duration.ofSeconds(20))).isEqualTo(3);
            assertThat(process.output()).isEqualTo("yes\ntwo\n");
            assertThat(process.awaitLine("y")).isEqualTo("es");
        }
    }

    @Test
    void closingEndsARunningProcess() {
        ChildProcess process = start("echo A warning >&2; echo ready; read never");
        try (process) {
            assertThat(process.awaitLine("re")).isEqualTo("ady");
            assertThat(process.isAlive()).isTrue();
        }
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void pausedProcessDoesNothingUntilItContinues() throws Exception {
        try (ChildProcess process = start("echo ready; while :; do echo beat; sleep 0.02; done")) {
            process.awaitLine("ready");
            process.pause();
            Path stat = Path.of("/proc", Long.toString(process.handle().pid()), "stat");
            Assumptions.assumeThat(stat).exists();
            Bounded.require(Duration.ofSeconds(20), "The process was not stopped", () -> isStopped(stat));
            long before = process.output().length();
            assertThat(isStopped(stat)).isTrue();
            assertThat(process.output()).hasSize((int) before);

            process.resume();
            Bounded.require(
                    Duration.ofSeconds(20),
                    "The process did not continue",
                    () -> process.output().length() > before);
        }
    }

    private static boolean isStopped(Path stat) {
        try {
            return java.nio.file.Files.readString(stat).contains(") T ");
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    @Test
    void processThatEndsWithoutALineIsAnError() {
        try (ChildProcess process = start("exit 0")) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> process.awaitLine("port "))
                    .withMessageContaining("ended");
        }
    }

    @Test
    void scratchFolderIsDeletedWithItsContents() throws Exception {
        Path path;
        try (var scratch = ScratchFolder.in(folder.resolve("made/on/the/way"))) {
            path = scratch.path();
            java.nio.file.Files.createDirectories(path.resolve("a/b"));
            java.nio.file.Files.writeString(path.resolve("a/b/postmaster.pid"), "999999999\n");
            assertThat(scratch.postgres()).isEmpty();
        }
        assertThat(path).doesNotExist();
    }

    @Test
    void usageOfThisProcessIsMeasured() {
        ProcessHandle self = ProcessHandle.current();
        assertThat(ProcessUse.cpu(self)).isPositive();
        assertThat(ProcessUse.residentBytes(self)).isPositive();
        assertThat(ProcessUse.sharedOutBytes(self)).isPositive();
    }
}

package dev.parley.standalone;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// The option for the data directory, which several commands share.
public final class DataDirOption {

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:parley.data-dir:-.parley}",
            description = "Directory of data, keys and logs (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of(".parley");

    /// Returns the directory, as an absolute path.
    public Path path() {
        return dataDir.toAbsolutePath().normalize();
    }
}

package dev.parley.e2e.process;

import java.nio.file.Path;

/// The runnable jars that the build made.
final class Jars {

    private Jars() {}

    /// Returns the jar of a module.
    static Path of(String module) {
        return Path.of(System.getProperty("parley.root"), module, "target", module + ".jar");
    }
}

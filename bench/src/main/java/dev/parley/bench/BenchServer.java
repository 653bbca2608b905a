package dev.parley.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Which server is measured.
///
/// @param running       where a running one is, `host:port`; empty for one of its own
/// @param token         the token to call a running one with; empty for one made with the key of the data directory
/// @param dataDirectory where fresh data go, or the data directory of the running one
/// @param connections   how many connections the driver opens
/// @param jvmOptions    further options of the JVM of a server of its own
record BenchServer(
        Optional<String> running,
        Optional<String> token,
        Path dataDirectory,
        int connections,
        List<String> jvmOptions) {}

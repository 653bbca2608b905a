/// The gRPC server of a process: its interceptors, its in-process twin, its end.
@NullMarked
package dev.parley.platform.server;

import org.jspecify.annotations.NullMarked;

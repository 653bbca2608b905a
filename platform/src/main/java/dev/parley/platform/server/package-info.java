/// The gRPC server of a process: its interceptors, its in-process counterpart, its shutdown.
@NullMarked
package dev.parley.platform.server;

import org.jspecify.annotations.NullMarked;

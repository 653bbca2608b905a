/// The wire form of threads, on its own.
@NullMarked
package dev.parley.thread.grpc;

import org.jspecify.annotations.NullMarked;

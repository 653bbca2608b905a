/// Unit tests of the wire form of threads.
@NullMarked
package dev.parley.thread.grpc;

import org.jspecify.annotations.NullMarked;

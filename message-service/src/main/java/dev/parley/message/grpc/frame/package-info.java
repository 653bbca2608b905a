/// The wire form of frames, messages and cursors.
@NullMarked
package dev.parley.message.grpc.frame;

import org.jspecify.annotations.NullMarked;

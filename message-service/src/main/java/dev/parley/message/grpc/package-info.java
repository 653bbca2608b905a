/// The wire in: one line for each RPC, and the mapping between messages and rules.
@NullMarked
package dev.parley.message.grpc;

import org.jspecify.annotations.NullMarked;

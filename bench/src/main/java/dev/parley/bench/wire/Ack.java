package dev.parley.bench.wire;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// The parts of the answer to one send that the driver needs.
///
/// @param mark     the [Mark] of the send, or [Mark#NONE] where the answer does not say
/// @param sequence the position of the message in its thread
/// @param refusal  why it was not sent; absent when it was
public record Ack(long mark, long sequence, @Nullable Status refusal) {}

package dev.parley.bench.wire;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// The parts of the result of one send that the driver needs.
///
/// @param mark the [Mark] of the send, or [Mark#NONE] if the result does not contain it
/// @param sequence the position of the message in its thread
/// @param refusal why it was not sent; absent if it was
public record Ack(long mark, long sequence, @Nullable Status refusal) {}

/// Bounds of what one caller, one connection and one process may hold: open streams, calls in flight, and bytes
/// of requests in flight.
///
/// ```
/// transport ─> CallLimits (one HeldCall for each call) ─ bytes as they arrive ─┐
/// call ─> access ─> LimitInterceptor ─ takes a place in each Quota ────────────┤
/// end of the call, however it ends ─> HeldCall.streamClosed ─ gives all back ──┘
/// ```
@NullMarked
package dev.parley.platform.limit;

import org.jspecify.annotations.NullMarked;

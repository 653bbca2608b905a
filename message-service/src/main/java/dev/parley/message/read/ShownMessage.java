package dev.parley.message.read;

import dev.parley.message.log.Frame;
import dev.parley.message.log.Overlay;
import java.util.Optional;

/// A message, or a notice of the thread, in its current state.
///
/// @param frame   as it was added
/// @param overlay what has changed since
public record ShownMessage(Frame frame, Optional<Overlay> overlay) {}

package dev.parley.message.read;

import dev.parley.message.log.Frame;
import dev.parley.message.log.Overlay;
import java.util.Optional;

/// A message, or a notice of the thread, in its current state.
///
/// @param frame the frame that added it
/// @param overlay its later changes
public record ShownMessage(Frame frame, Optional<Overlay> overlay) {}

package dev.parley.inbox.row;

import dev.parley.inbox.preview.Preview;
import java.util.Optional;

/// A row with its preview.
///
/// @param preview empty if there is none to show
/// @param pending whether a preview could not be read in time and may be available later
public record ShownRow(InboxRow row, Optional<Preview> preview, boolean pending) {}

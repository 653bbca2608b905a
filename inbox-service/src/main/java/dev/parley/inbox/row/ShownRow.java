package dev.parley.inbox.row;

import dev.parley.inbox.preview.Preview;
import java.util.Optional;

/// A row with its preview, as far as that could be had.
public record ShownRow(InboxRow row, Optional<Preview> preview) {}

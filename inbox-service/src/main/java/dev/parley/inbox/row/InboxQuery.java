package dev.parley.inbox.row;

import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import java.util.Optional;

/// Asks for a page of a folder.
///
/// @param after where the page before ended; empty for the first page
/// @param size  how many rows at the most, from 1
public record InboxQuery(UserId user, Folder folder, Optional<RowPosition> after, int size) {}

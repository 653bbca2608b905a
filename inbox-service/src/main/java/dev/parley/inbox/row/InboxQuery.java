package dev.parley.inbox.row;

import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import java.util.Optional;

/// A query for a page of a folder.
///
/// @param after where the previous page ended; empty for the first page
/// @param size the maximum number of rows, from 1
public record InboxQuery(UserId user, Folder folder, Optional<RowPosition> after, int size) {}

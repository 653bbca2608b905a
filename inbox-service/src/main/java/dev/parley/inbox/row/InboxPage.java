package dev.parley.inbox.row;

import dev.parley.platform.paging.Page;

/// A page of a folder, newest first, read as a consistent snapshot.
///
/// @param <R> a row
/// @param revision the revision of the inbox at that moment
public record InboxPage<R>(Page<R> page, long revision) {}

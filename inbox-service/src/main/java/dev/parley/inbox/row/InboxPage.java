package dev.parley.inbox.row;

import dev.parley.platform.paging.Page;

/// A page of a folder, newest first, all of it read at one moment.
///
/// @param <R>      a row
/// @param revision the revision of the inbox at that moment
public record InboxPage<R>(Page<R> page, long revision) {}

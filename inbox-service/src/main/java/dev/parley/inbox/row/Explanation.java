package dev.parley.inbox.row;

import dev.parley.inbox.unread.ReadCursor;
import dev.parley.inbox.unread.Unread;

/// The numbers behind an unread count.
///
/// @param asOfSequence  the sequence up to which they are exact
/// @param threadVersion the version of the thread that is known
/// @param revision      the revision of the row's last change
public record Explanation(Unread unread, ReadCursor cursor, long asOfSequence, long threadVersion, long revision) {}

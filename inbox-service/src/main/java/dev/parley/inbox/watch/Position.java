package dev.parley.inbox.watch;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;

/// A position that an answer must already know, out of a consistency token.
public sealed interface Position {

    /// The thread that it is of.
    ThreadId thread();

    /// The log of a thread has a frame.
    record OfHead(ThreadId thread, long sequence) implements Position {}

    /// The cursor of a user has a version.
    record OfCursor(ThreadId thread, UserId user, long version) implements Position {}

    /// A thread has a version.
    record OfThread(ThreadId thread, long version) implements Position {}
}

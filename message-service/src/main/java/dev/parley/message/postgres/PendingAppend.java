package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.message.log.ContentHash;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog.Append;
import dev.parley.message.log.MessageLog.Appended;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A send on its way through a lane. All but its result belongs to the lane's thread.
final class PendingAppend {

    private final Append append;
    private final MessageId messageId;
    private final byte[] contentHash;
    private final CompletableFuture<Appended> result = new CompletableFuture<>();
    private @Nullable Frame written;

    /// Works out the id and the hash, on the caller's thread.
    PendingAppend(Append append) {
        this.append = append;
        this.messageId = append.draft().messageId();
        this.contentHash = ContentHash.of(append.draft());
    }

    Append append() {
        return append;
    }

    Draft draft() {
        return append.draft();
    }

    ThreadId thread() {
        return append.draft().thread();
    }

    MessageId messageId() {
        return messageId;
    }

    byte[] contentHash() {
        return contentHash;
    }

    CompletableFuture<Appended> result() {
        return result;
    }

    /// The frame that this send was last tried to be written as; null before the first try. After a commit whose
    /// answer was lost it tells whether what is stored is this send's own work.
    @Nullable
    Frame written() {
        return written;
    }

    void written(Frame frame) {
        written = frame;
    }

    void notWritten() {
        written = null;
    }
}

package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Collection;

/// Where previews come from: the owner of the messages, which decides what each user may see, so that what is
/// erased there is gone here.
public interface PreviewSource {

    /// How many messages one look-up names at the most, and how many users a message of it.
    int MOST_MESSAGES = 200;

    /// How many users are named with one message at the most.
    int MOST_USERS = 300;

    /// The previews of messages, each for one user, within the bounds above. It never fails: what cannot be read
    /// within moments is pending.
    Previews find(Collection<Wanted> wanted);

    /// A message that a user is to see.
    ///
    /// @param head the sequence of the thread that the answer must know: what changes a message comes after it
    record Wanted(UserId user, ThreadId thread, MessageId message, long head) {}
}

package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Collection;

/// The source of previews: the owner of the messages, which decides what each user may see. So what is erased
/// there also disappears here.
public interface PreviewSource {

    /// The maximum number of messages in one lookup.
    int MOST_MESSAGES = 200;

    /// The maximum number of users for one message.
    int MOST_USERS = 300;

    /// Returns the previews of messages, each for one user, within the bounds above. Never fails: what cannot
    /// be read quickly is pending.
    Previews find(Collection<Wanted> wanted);

    /// A message that a user is to see.
    ///
    /// @param head the sequence of the thread that the answer must know: what changes a message comes after it
    record Wanted(UserId user, ThreadId thread, MessageId message, long head) {}
}

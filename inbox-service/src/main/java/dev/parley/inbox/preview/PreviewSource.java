package dev.parley.inbox.preview;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import java.util.Collection;
import java.util.Map;

/// Where the text of previews comes from: the owner of the messages, so that what is erased there is gone here.
public interface PreviewSource {

    /// The previews of messages that a user may read, each with its thread; at most 200. What may not be read, and
    /// what can not be had within moments, is left out; it never fails.
    Map<MessageId, Preview> find(UserId user, Collection<NamedMessage> messages);

    /// A message of a thread.
    record NamedMessage(ThreadId thread, MessageId message) {}
}

package dev.parley.message.preview;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.read.ShownMessage;
import dev.parley.message.read.ThreadReader;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the messages that each of many users may see. Looks up a message once for all its users.
@Singleton
public final class PreviewReader {

    /// An id belongs to one thread only. A query that names another thread is a mistake, and does not affect
    /// other queries.
    private static final int MOST_THREADS_OF_ID = 3;

    private final MessageLog log;
    private final ThreadReader reader;

    /// A query for the preview of one message for these users.
    public record Query(ThreadId thread, MessageId message, List<UserId> users) {}

    /// A message, and those of the users who may not see it.
    ///
    /// @param message empty if none of them may see it, or if it does not exist
    public record Preview(Optional<ShownMessage> message, List<UserId> denied) {}

    private record Place(ThreadId thread, String id) {}

    /// Reads from `log` with the rights of `reader`.
    public PreviewReader(MessageLog log, ThreadReader reader) {
        this.log = log;
        this.reader = reader;
    }

    /// Returns one preview for each query, in order.
    public List<Preview> previews(List<Query> queries) {
        var found = new HashMap<Place, Found>();
        Set<ThreadId> readable = reader.readable(readers(queries));
        List<Query> rest = queries.stream()
                .filter(query -> readable.contains(query.thread()))
                .toList();
        for (int round = 0; round < MOST_THREADS_OF_ID && !rest.isEmpty(); round++) {
            var ids = new HashMap<MessageId, ThreadId>();
            rest = rest.stream()
                    .filter(query -> !ids.computeIfAbsent(query.message(), id -> query.thread())
                            .equals(query.thread()))
                    .toList();
            log.find(ids)
                    .forEach(one -> found.put(
                            new Place(one.frame().thread(), one.frame().id().value()), one));
        }
        Map<ThreadId, Fence> fences = reader.fencesOf(found.values());
        return queries.stream()
                .map(query -> preview(
                        query,
                        found.get(new Place(query.thread(), query.message().value())),
                        fences.get(query.thread())))
                .toList();
    }

    private static Map<ThreadId, Set<UserId>> readers(List<Query> queries) {
        var readers = new HashMap<ThreadId, Set<UserId>>();
        queries.forEach(query -> readers.computeIfAbsent(query.thread(), thread -> new HashSet<>())
                .addAll(query.users()));
        return readers;
    }

    private static Preview preview(Query query, @Nullable Found found, @Nullable Fence fence) {
        if (found == null || fence == null) {
            return new Preview(Optional.empty(), query.users());
        }
        var denied = new ArrayList<UserId>();
        for (UserId user : query.users()) {
            if (!ThreadReader.isVisible(fence, user, found.frame(), found.hiddenFor())) {
                denied.add(user);
            }
        }
        return denied.size() == query.users().size()
                ? new Preview(Optional.empty(), denied)
                : new Preview(Optional.of(new ShownMessage(found.frame(), found.overlay())), denied);
    }
}

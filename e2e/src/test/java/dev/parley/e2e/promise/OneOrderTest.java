package dev.parley.e2e.promise;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.Message;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
final class OneOrderTest {

    private static final int SENDERS = 64;
    private static final int TEXTS_EACH = 25;

    @Test
    void sixtyFourSendersOnOneThreadYieldOneOrderForAll(ParleyServer server) throws Exception {
        List<User> users = IntStream.range(0, SENDERS)
                .mapToObj(i -> server.as(User.newId("sender")))
                .toList();
        User owner = users.getFirst();
        String thread = owner.group(users.stream().skip(1).map(User::userId).toArray(String[]::new));
        var history = new History();
        List<ThreadFollower> watchers =
                users.stream().limit(8).map(user -> user.follow(thread, 0)).toList();
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> talks = users.stream()
                    .<Callable<Integer>>map(user -> () -> talk(history, user, thread))
                    .toList();
            for (var talk : senders.invokeAll(talks)) {
                talk.get();
            }
        }
        List<Message> log = owner.history(thread);
        LogCheck.check(thread, log, history);
        ThreadFollower late = users.getLast().follow(thread, log.size() / 2);
        for (ThreadFollower watcher : watchers) {
            watcher.awaitSequence(log.size());
            FeedCheck.check(List.of(watcher), log);
            watcher.close();
        }
        late.awaitSequence(log.size());
        FeedCheck.check(List.of(late), log);
        late.close();
        InboxCheck.check(users.getLast(), Map.of(thread, log));
    }

    private static int talk(History history, User user, String thread) {
        for (int i = 0; i < TEXTS_EACH; i++) {
            history.send(user, User.draft(thread, "request-" + i, "Text " + i));
        }
        return TEXTS_EACH;
    }
}

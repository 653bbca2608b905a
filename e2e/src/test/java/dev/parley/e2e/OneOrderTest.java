package dev.parley.e2e;

import dev.parley.e2e.check.FeedCheck;
import dev.parley.e2e.check.History;
import dev.parley.e2e.check.InboxCheck;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.client.Client;
import dev.parley.e2e.client.Follower;
import dev.parley.e2e.process.ParleyServer;
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
    void sixtyFourSendersOnOneThreadGiveOneOrderForAll(ParleyServer server) throws Exception {
        List<Client> users = IntStream.range(0, SENDERS)
                .mapToObj(i -> server.as(Client.newUser("sender")))
                .toList();
        Client owner = users.getFirst();
        String thread = owner.group(users.stream().skip(1).map(Client::userId).toArray(String[]::new));
        var history = new History();
        List<Follower> watchers =
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
        Follower late = users.getLast().follow(thread, log.size() / 2);
        for (Follower watcher : watchers) {
            watcher.awaitSequence(log.size());
            FeedCheck.check(List.of(watcher), log);
            watcher.cancel();
        }
        late.awaitSequence(log.size());
        FeedCheck.check(List.of(late), log);
        late.cancel();
        InboxCheck.check(users.getLast(), Map.of(thread, log));
    }

    private static int talk(History history, Client user, String thread) {
        for (int i = 0; i < TEXTS_EACH; i++) {
            history.send(user, Client.draft(thread, "request-" + i, "Text " + i));
        }
        return TEXTS_EACH;
    }
}

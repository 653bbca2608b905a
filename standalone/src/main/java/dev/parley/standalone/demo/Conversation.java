package dev.parley.standalone.demo;

import dev.parley.message.v1.Message;
import dev.parley.standalone.demo.Dialogue.Role;
import dev.parley.standalone.demo.Dialogue.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// One dialogue, played live: each side sends its turns, watches the thread, answers when the other's turn has
/// arrived, and now and then marks what it has seen as read.
final class Conversation {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int READ_EVERY = 3;

    private final Dialogue dialogue;
    private final Map<Role, Player> players;
    private final Tally tally;
    private final Runnable progress;
    private final List<Message> sent = new ArrayList<>();
    private final Map<Role, Long> readSequence = new EnumMap<>(Role.class);

    /// How many messages a player must find unread at the end, in an inbox that knows at least a sequence.
    record ExpectedRow(Player player, String threadId, long sequence, long unread) {}

    Conversation(Dialogue dialogue, Player buyer, Player provider, Tally tally, Runnable progress) {
        this.dialogue = dialogue;
        this.players = Map.of(Role.BUYER, buyer, Role.PROVIDER, provider);
        this.tally = tally;
        this.progress = progress;
    }

    /// Plays all turns; gives the rows that the two inboxes must come to. Throws when a call fails or a feed stays
    /// away.
    List<ExpectedRow> play() throws InterruptedException {
        Role opener = dialogue.turns().getFirst().role();
        String thread = player(opener).openThread(player(other(opener)));
        tally.threads.incrementAndGet();
        try (ThreadWatch buyer = player(Role.BUYER).watch(thread);
                ThreadWatch provider = player(Role.PROVIDER).watch(thread)) {
            var watches = Map.of(Role.BUYER, buyer, Role.PROVIDER, provider);
            for (ThreadWatch watch : watches.values()) {
                watch.awaitLive(PATIENCE);
            }
            for (Turn turn : dialogue.turns()) {
                play(thread, turn, watches.get(other(turn.role())));
                progress.run();
            }
            for (ThreadWatch watch : watches.values()) {
                check(watch);
            }
        }
        return List.of(expected(Role.BUYER, thread), expected(Role.PROVIDER, thread));
    }

    private void play(String thread, Turn turn, ThreadWatch receiver) throws InterruptedException {
        Player sender = player(turn.role());
        String requestId = "turn-" + thread.substring("thr_".length()) + "-" + (sent.size() + 1);
        long begin = System.nanoTime();
        Message message = sender.send(thread, requestId, turn.text());
        long acked = System.nanoTime();
        sent.add(message);
        readSequence.put(turn.role(), message.getSequence());
        tally.messages.incrementAndGet();
        tally.send.add(acked - begin);
        long arrived = receiver.awaitArrival(message.getSequence(), PATIENCE);
        tally.sendToFeed.add(arrived - begin);
        tally.ackToFeed.add(arrived - acked);
        if (sent.size() % READ_EVERY == 0) {
            Role reader = other(turn.role());
            player(reader).markRead(thread, message.getSequence());
            readSequence.put(reader, message.getSequence());
        }
    }

    private void check(ThreadWatch watch) throws InterruptedException {
        watch.awaitArrival(sent.getLast().getSequence(), PATIENCE);
        tally.feeds.incrementAndGet();
        if (watch.messages().equals(sent) && isDense()) {
            tally.completeFeeds.incrementAndGet();
        } else {
            tally.complain("A feed of dialogue " + dialogue.name() + " is not what was sent.");
        }
    }

    private boolean isDense() {
        for (int index = 0; index < sent.size(); index++) {
            if (sent.get(index).getSequence() != index + 1) {
                return false;
            }
        }
        return true;
    }

    private ExpectedRow expected(Role role, String thread) {
        String self = player(role).userId();
        long read = readSequence.getOrDefault(role, 0L);
        long unread = sent.stream()
                .filter(message -> message.getSequence() > read)
                .filter(message -> !message.getSenderId().equals(self))
                .count();
        return new ExpectedRow(player(role), thread, sent.getLast().getSequence(), unread);
    }

    private Player player(Role role) {
        return players.get(role);
    }

    private static Role other(Role role) {
        return switch (role) {
            case BUYER -> Role.PROVIDER;
            case PROVIDER -> Role.BUYER;
        };
    }
}

package dev.parley.standalone.demo;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.check.Digest;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.report.Tally;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.standalone.demo.Dialogue.Role;
import dev.parley.standalone.demo.Dialogue.Turn;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// One dialogue, played live. Each side sends its turns, follows the thread, replies when the other's turn
/// has arrived, and occasionally marks the thread as read.
final class Conversation {

    private static final int READ_EVERY = 3;

    private final Dialogue dialogue;
    private final Map<Role, User> users;
    private final Tally tally;
    private final Digest sent = new Digest();
    private final Map<Role, Long> read = new EnumMap<>(Role.class);
    private final Map<Role, String> lastWrites = new EnumMap<>(Role.class);
    private String lastSend = "";

    /// The state that a user must find at the end, and whether the user's feed was complete.
    ///
    /// @param tokens the consistency tokens of the last writes of both users
    /// @param unread the number of unread messages
    record Result(User user, String threadId, List<String> tokens, int unread, boolean feedIsComplete) {}

    Conversation(Dialogue dialogue, User buyer, User provider, Tally tally) {
        this.dialogue = dialogue;
        this.users = Map.of(Role.BUYER, buyer, Role.PROVIDER, provider);
        this.tally = tally;
    }

    /// Plays all turns, and runs an action after each. Returns the result of each side; throws if a call
    /// fails or a feed does not arrive.
    List<Result> play(Runnable afterTurn) {
        Role opener = dialogue.turns().getFirst().role();
        String thread = users.get(opener).direct(users.get(other(opener)).userId());
        try (ThreadFollower buyer = users.get(Role.BUYER).follow(thread, 0);
                ThreadFollower provider = users.get(Role.PROVIDER).follow(thread, 0)) {
            var feeds = Map.of(Role.BUYER, buyer, Role.PROVIDER, provider);
            feeds.values().forEach(feed -> feed.awaitCaughtUp(1));
            for (int number = 1; number <= dialogue.turns().size(); number++) {
                Turn turn = dialogue.turns().get(number - 1);
                play(thread, number, turn, feeds.get(other(turn.role())));
                afterTurn.run();
            }
            return List.of(result(Role.BUYER, thread, buyer), result(Role.PROVIDER, thread, provider));
        }
    }

    private void play(String thread, int number, Turn turn, ThreadFollower receiver) {
        String requestId = "turn-" + thread.substring("thr_".length()) + "-" + number;
        long begin = System.nanoTime();
        SendMessageResponse response =
                users.get(turn.role()).messages().sendMessage(User.draft(thread, requestId, turn.text()));
        tally.answered(System.nanoTime() - begin);
        Message message = response.getMessage();
        sent.add(message.getSequence(), message.hashCode());
        tally.received(receiver.awaitArrival(message.getSequence()) - begin);
        tally.completed();
        read.put(turn.role(), message.getSequence());
        lastWrites.put(turn.role(), response.getConsistencyToken());
        lastSend = response.getConsistencyToken();
        if (number % READ_EVERY == 0) {
            Role reader = other(turn.role());
            lastWrites.put(
                    reader,
                    users.get(reader).markRead(thread, message.getSequence()).getConsistencyToken());
            read.put(reader, message.getSequence());
        }
    }

    private Result result(Role role, String thread, ThreadFollower feed) {
        int count = dialogue.turns().size();
        feed.awaitSequence(count);
        var received = new Digest();
        feed.seen().forEach(message -> received.add(message.sequence(), message.digest()));
        boolean complete = feed.violations().isEmpty() && received.same(sent);
        if (!complete) {
            tally.failed("A feed of dialogue %s differs from its messages.".formatted(dialogue.name()));
        }
        int unread = (int) dialogue.turns().stream()
                .skip(read.getOrDefault(role, 0L))
                .filter(turn -> turn.role() != role)
                .count();
        var tokens = new HashSet<>(lastWrites.values());
        tokens.add(lastSend);
        return new Result(users.get(role), thread, List.copyOf(tokens), unread, complete);
    }

    private static Role other(Role role) {
        return switch (role) {
            case BUYER -> Role.PROVIDER;
            case PROVIDER -> Role.BUYER;
        };
    }
}

package dev.parley.e2e.promise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.InboxFollower;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.message.v1.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An inbox is exact while things move: after each read of the caller's own, and at every moment for the
/// position that the row names.
@ExtendWith(SharedServer.class)
final class ExactInboxTest {

    private static final int PAIRS = 20;
    private static final int READS = 50;
    private static final int MOST_MESSAGES = 3_000;
    private static final int POSITIONS = 15;

    private final ParleyServer server;

    ExactInboxTest(ParleyServer server) {
        this.server = server;
    }

    /// A thousand reads, each followed by all reads of the inbox.
    @Test
    @Tag("full")
    void everyReadIsInTheRowTheListTheBadgeAndTheFeed() throws Exception {
        var pairs = new ArrayList<Callable<Integer>>();
        for (int pair = 0; pair < PAIRS; pair++) {
            pairs.add(this::readAndLook);
        }
        int exact = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> pair : executor.invokeAll(pairs)) {
                exact += pair.get();
            }
        }
        assertThat(exact).isEqualTo(PAIRS * READS);
    }

    private int readAndLook() {
        User alice = server.as(User.newId("alice"));
        User bob = server.as(User.newId("bob"));
        String thread = alice.direct(bob.userId());
        for (int read = 1; read <= READS; read++) {
            alice.send(thread, "Message " + read);
            String token = bob.markRead(thread, read).getConsistencyToken();
            assertThat(bob.badge(token).getUnreadMessageCount()).isZero();
            InboxRow row = bob.row(thread, token);
            assertThat(row.getUnreadCount()).isZero();
            assertThat(row.getReadSequence()).isEqualTo(read);
            assertThat(bob.rows(token)).containsExactly(row);
            assertThat(firstOfFeed(bob, thread, token)).isEqualTo(row);
        }
        return READS;
    }

    private static InboxRow firstOfFeed(User user, String thread, String token) {
        InboxFollower feed = InboxFollower.after(0);
        InboxServiceGrpc.newStub(user.channel())
                .watchInbox(
                        WatchInboxRequest.newBuilder()
                                .setAfterRevision(0)
                                .addConsistencyTokens(token)
                                .build(),
                        feed);
        try {
            feed.awaitCaughtUp();
            return feed.awaitRow(thread, row -> true);
        } finally {
            feed.close();
        }
    }

    /// Whatever has arrived yet, the count fits the cursor and the position of the same row.
    @Test
    void everyRowIsExactForItsOwnPosition() throws Exception {
        User alice = server.as(User.newId("alice"));
        User bob = server.as(User.newId("bob"));
        String thread = alice.direct(bob.userId());
        var samples = new ArrayList<InboxRow>();
        var positions = new HashSet<Long>();
        var enough = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> traffic = executor.submit(() -> talk(alice, bob, thread, enough));
            while (!traffic.isDone()) {
                samples.add(bob.row(thread));
                positions.add(samples.getLast().getAsOfSequence());
                enough.set(positions.size() >= POSITIONS);
            }
            traffic.get();
        }
        List<Message> log = alice.history(thread);

        assertThat(samples).extracting(InboxRow::getAsOfSequence).isSorted();
        assertThat(positions).as("positions that were seen").hasSizeGreaterThanOrEqualTo(POSITIONS);
        for (InboxRow row : samples) {
            assertThat(row.getUnreadCount()).as("the row %s", row).isEqualTo(unread(log, bob, row));
            assertThat(row.getMessageCount()).isEqualTo((int) row.getAsOfSequence());
        }
    }

    private static void talk(User alice, User bob, String thread, AtomicBoolean enough) {
        for (int message = 1; message <= MOST_MESSAGES && !enough.get(); message++) {
            long sequence = alice.send(thread, "Message " + message).getSequence();
            if (message % 3 == 0) {
                bob.markRead(thread, sequence - 1);
            }
            if (message % 10 == 0) {
                bob.send(thread, "Answer " + message);
            }
        }
    }

    private static int unread(List<Message> log, User reader, InboxRow row) {
        return (int) log.stream()
                .filter(message -> message.getSequence() > row.getReadSequence())
                .filter(message -> message.getSequence() <= row.getAsOfSequence())
                .filter(message -> !message.getSenderId().equals(reader.userId()))
                .count();
    }
}

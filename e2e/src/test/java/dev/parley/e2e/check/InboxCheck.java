package dev.parley.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.inbox.v1.Badge;
import dev.parley.inbox.v1.ExplainUnreadResponse;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/// Compares a user's inbox with a recount from the logs and cursors of the user's threads.
public final class InboxCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final User user;
    private final Map<String, List<Message>> logs;

    private InboxCheck(User user, Map<String, List<Message>> logs) {
        this.user = user;
        this.logs = logs;
    }

    /// Waits until the inbox has caught up, and asserts I1 and I3 for each of the user's threads, whose whole
    /// logs are given. Nothing may be sent in the meantime.
    public static void check(User user, Map<String, List<Message>> logs) {
        var check = new InboxCheck(user, logs);
        long total = 0;
        long threads = 0;
        for (String thread : logs.keySet()) {
            long unread = check.rowIsExact(thread);
            total += unread;
            threads += unread > 0 ? 1 : 0;
        }
        check.totalsAreTheSum(total, threads);
    }

    private long rowIsExact(String thread) {
        List<Message> log = logs.getOrDefault(thread, List.of());
        InboxRow[] last = new InboxRow[1];
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            InboxRow row = user.row(thread);
            last[0] = row;
            Cursor cursor = cursor(thread);
            assertThat(row.getAsOfSequence()).isEqualTo(log.size());
            assertThat(row.getReadSequence()).isEqualTo(cursor.getReadSequence());
            assertThat(row.getUnreadCount()).isEqualTo(unread(log, cursor.getReadSequence()));
            assertThat((long) row.getMessageCount()).isEqualTo(ordinal(log, log.size()));
        });
        explanationAddsUp(thread, log);
        return last[0].getUnreadCount();
    }

    private void explanationAddsUp(String thread, List<Message> log) {
        ExplainUnreadResponse numbers = user.explain(thread);
        assertThat(numbers.getHeadOrdinal()).isEqualTo(ordinal(log, log.size()));
        assertThat(numbers.getReadOrdinal()).isEqualTo(ordinal(log, numbers.getReadSequence()));
        assertThat(numbers.getUnreadCount())
                .isEqualTo(numbers.getHeadOrdinal() - numbers.getReadOrdinal() - numbers.getHiddenOrdinalsCount())
                .isEqualTo(unread(log, numbers.getReadSequence()))
                .isNotNegative();
        assertThat(numbers.getAsOfSequence()).isEqualTo(log.size());
    }

    /// Totals follow the rows of large threads within 1.2 s.
    private void totalsAreTheSum(long messages, long threads) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            Badge badge = user.badge();
            assertThat(badge.getUnreadMessageCount()).isEqualTo(messages);
            assertThat(badge.getUnreadThreadCount()).isEqualTo(threads);
        });
    }

    private Cursor cursor(String thread) {
        Optional<Cursor> own = user.cursors(thread).stream()
                .filter(cursor -> cursor.getUserId().equals(user.userId()))
                .findFirst();
        return own.orElse(Cursor.getDefaultInstance());
    }

    /// Counts the texts above a sequence. The user's own texts are never above it, because a send moves its
    /// sender's cursor.
    private long unread(List<Message> log, long readSequence) {
        return log.stream()
                .filter(message -> message.getSequence() > readSequence)
                .filter(message -> message.getKind() == MessageKind.MESSAGE_KIND_TEXT)
                .filter(message -> !message.getSenderId().equals(user.userId()))
                .count();
    }

    private static long ordinal(List<Message> log, long sequence) {
        return sequence == 0 ? 0 : log.get((int) sequence - 1).getOrdinal();
    }
}

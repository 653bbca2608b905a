package dev.parley.inbox.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The relay is behind: nothing of five threads has arrived.
final class LateThreadsTest implements Owners, StoredInboxes {

    @Override
    public Page threads(Optional<UserId> participant, String token) {
        return new Page(
                IntStream.range(0, 5)
                        .mapToObj(i -> Updates.thread("thr_" + (char) ('a' + i), 1, "usr_a", "usr_b"))
                        .toList(),
                "");
    }

    @Override
    public List<ThreadChange> threads(List<ThreadId> threads) {
        return threads(Optional.empty(), "").threads();
    }

    @Override
    public Map<ThreadId, ThreadHead> logs(List<ThreadId> threads) {
        var logs = new HashMap<ThreadId, ThreadHead>();
        threads.forEach(thread -> logs.put(thread, Updates.head(thread.value(), 3)));
        return logs;
    }

    @Override
    public Stored load(ThreadId thread, Collection<UserId> users) {
        return new Stored(ThreadState.unknown(thread), true, Map.of());
    }

    @Override
    public List<ThreadId> threads(Optional<UserId> user, String after, int limit) {
        return List.of();
    }

    @Override
    public Strays strays(Optional<RowKey> after, int limit) {
        return new Strays(List.of(), Optional.empty());
    }

    @Override
    public Optional<List<Advance>> replace(Stored stored, Expected expected) {
        return Optional.empty();
    }

    @Test
    void threadsThatAreLateAreWaitedForTogether() {
        long begun = System.nanoTime();
        InboxComparison.verifying(this, this).step("", "");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
}

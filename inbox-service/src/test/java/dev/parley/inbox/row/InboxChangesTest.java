package dev.parley.inbox.row;

import static dev.parley.inbox.contract.Updates.head;
import static dev.parley.inbox.contract.Updates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.memory.MemoryInbox;
import dev.parley.inbox.preview.GatheredPreviews;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.preview.PreviewSource;
import dev.parley.inbox.preview.Previews;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.background.Background;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class InboxChangesTest {

    private static final UserId ANN = new UserId("usr_ann");
    private static final int THREADS = 50;

    private final MemoryInbox inbox = new MemoryInbox(Clock.systemUTC());
    private final AtomicInteger reads = new AtomicInteger();

    /// Counts what is read from the store.
    private InboxStore counting() {
        return (InboxStore) Proxy.newProxyInstance(
                InboxStore.class.getClassLoader(), new Class<?>[] {InboxStore.class}, (proxy, method, arguments) -> {
                    reads.incrementAndGet();
                    return method.invoke(inbox, arguments);
                });
    }

    @Test
    void rowsWithoutPreviewAreReadTogether() {
        PreviewSource source = wanted -> new Previews(wanted.stream()
                .collect(Collectors.toMap(
                        one -> one,
                        one -> Optional.of(
                                new Preview(one.message(), "usr_s", 1, "Hello", "Hello", Instant.EPOCH, 1)))));
        var pending = new ArrayList<ThreadId>();
        for (int i = 0; i < THREADS; i++) {
            inbox.mergeThreads(List.of(thread("thr_" + i, 1, "usr_ann", "usr_bob")));
            inbox.mergeHeads(List.of(head("thr_" + i, 1)));
            pending.add(new ThreadId("thr_" + i));
        }
        pending.add(new ThreadId("thr_unknown"));
        try (var background = new Background()) {
            var catchUp = new CatchUp(
                    inbox, new WaitingReaders(1, 1, 1), background, Duration.ofSeconds(1), Duration.ofSeconds(1));
            var previews = new GatheredPreviews(source, Duration.ofMinutes(1));
            var rows = new InboxChanges(counting(), inbox, previews, catchUp).completed(ANN, pending);
            assertThat(rows).hasSize(THREADS);
        }
        assertThat(reads.get()).isEqualTo(1);
    }
}

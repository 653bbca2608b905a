package dev.parley.inbox.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.inbox.grpc.WatchedInbox.Begin;
import dev.parley.inbox.memory.MemoryInbox;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.preview.GatheredPreviews;
import dev.parley.inbox.preview.Previews;
import dev.parley.inbox.row.InboxChanges;
import dev.parley.inbox.watch.CatchUp;
import dev.parley.inbox.watch.InboxHub;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.background.Background;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Removed rows that are deleted while a feed begins.
final class FeedBeginTest {

    private static final UserId ANN = new UserId("usr_ann");

    /// The cleanup, or a drop of the places, runs between the two queries of the beginning.
    private static final class CompactedAtTheSecondLook implements InboxProgress {

        private int looks;

        @Override
        public Set<Sought> reached(Collection<Sought> sought) {
            return Set.copyOf(sought);
        }

        @Override
        public List<Advance> revisions(Collection<UserId> users) {
            return List.of(new Advance(ANN, 20));
        }

        @Override
        public long compacted(UserId user) {
            return looks++ == 0 ? 0 : 15;
        }
    }

    @Test
    void removalsThatAreDeletedWhileAFeedBeginsAreNotMissed() {
        var progress = new CompactedAtTheSecondLook();
        try (var background = new Background()) {
            var changes = new InboxChanges(
                    new MemoryInbox(Clock.systemUTC()),
                    progress,
                    new GatheredPreviews(wanted -> Previews.NONE, Duration.ofSeconds(1)),
                    new CatchUp(
                            progress,
                            new WaitingReaders(1, 1, 1),
                            background,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(1)));
            var source = new WatchedInbox(new Begin(ANN, Optional.of(10L)), changes, new InboxHub(), () -> {});

            assertThat(source.begin()).isEqualTo(10);

            assertThat(source.read(10, 10).compacted())
                    .as("the reader must drop its rows: some removals up to 15 are not kept")
                    .isEqualTo(15);
        }
    }
}

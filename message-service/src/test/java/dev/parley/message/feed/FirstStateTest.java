package dev.parley.message.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.notification.ThreadListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A thread begins with the first state that is read of it, while frames arrive.
final class FirstStateTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final Runnable NOBODY = () -> {};

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica here = new MemoryReplica(store);
    private final MemoryReplica there = new MemoryReplica(store);
    private final ThreadId thread = here.thread(ALICE, BOB);

    @Test
    void frameThatArrivesBeforeTheFirstStateDoesNotHideThoseAfterIt() {
        var log = new CountingLog(here.log());
        var racing = new LiveThreads(log, here.fences(), here.cursors(), HintState.NONE);
        var frames = new ArrayList<Frame>();
        there.notifier().add(new ThreadListener() {
            @Override
            public void appended(ThreadId id, List<Frame> newer, List<Overlay> overlays, List<HiddenMessage> hidden) {
                frames.addAll(newer);
            }
        });
        there.send(thread, ALICE, "first");
        log.whenAsked(() -> {
            log.whenAsked(() -> {});
            for (int i = 0; i < 3; i++) {
                there.send(thread, ALICE, "next");
            }
            racing.appended(thread, List.of(frames.get(1)), List.of(), List.of());
        });
        ThreadFollower follower = racing.follow(thread, BOB, new Start.After(1), NOBODY);
        var seen = new ArrayList<Long>();
        ReaderPage page;
        while (!(page = follower.read(seen.isEmpty() ? 1 : seen.getLast(), 100))
                .parts()
                .isEmpty()) {
            page.parts().forEach(part -> seen.add(part.position()));
        }

        assertThat(seen).containsExactly(2L, 3L, 4L);
        assertThat(follower.isHead(3)).isFalse();
        follower.close();
    }
}

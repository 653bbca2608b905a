package dev.parley.message.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.log.Frame;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.receipt.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ThreadNotifierTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");

    private final ThreadNotifier notifier = new ThreadNotifier();
    private final List<String> heard = new ArrayList<>();

    private final class Hearing implements ThreadListener {
        @Override
        public void appended(ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
            heard.add("appended");
        }

        @Override
        public void fenced(Fence fence) {
            heard.add("fenced");
        }

        @Override
        public void moved(ThreadId thread, Cursor cursor) {
            heard.add("moved");
        }
    }

    @Test
    void allListenersAreNotifiedEvenIfOneThrows() {
        notifier.add(new Hearing());
        notifier.add(new ThreadListener() {
            @Override
            public void appended(
                    ThreadId thread, List<Frame> frames, List<Overlay> overlays, List<HiddenMessage> hidden) {
                throw new StackOverflowError();
            }

            @Override
            public void moved(ThreadId thread, Cursor cursor) {
                throw new IllegalStateException("failed");
            }
        });
        notifier.add(new Hearing());
        notifier.appended(THREAD, List.of(), List.of(), List.of());
        notifier.fenced(Fence.of(THREAD, 1, Status.OPEN));
        notifier.moved(THREAD, new Cursor(new UserId("usr_a"), 1, 1, Instant.EPOCH));
        assertThat(heard).containsExactly("appended", "appended", "fenced", "fenced", "moved", "moved");
    }
}

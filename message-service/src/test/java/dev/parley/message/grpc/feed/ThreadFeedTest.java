package dev.parley.message.grpc.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.feed.LiveThreads;
import dev.parley.message.feed.Start;
import dev.parley.message.hint.HintState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Revision;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.v1.MessageState;
import dev.parley.message.v1.ThreadItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Feed items of messages that were changed.
final class ThreadFeedTest {

    private static final UserId ALICE = new UserId("usr_alice");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final LiveThreads live =
            new LiveThreads(replica.log(), replica.fences(), replica.cursors(), HintState.NONE);
    private final ThreadId thread = replica.thread(ALICE);

    private List<ThreadItem> items(ThreadFeed feed) {
        return feed.read(0, 10).items().stream()
                .map(item -> item.element().getItem())
                .toList();
    }

    private void revise(Frame message, String requestId, Revision.Work work) {
        replica.log()
                .write(new Revision(thread, requestId, message.messageId(), work))
                .join();
    }

    @Test
    void itemOfAChangeShowsTheMessageInItsCurrentStateWithItsSmallerSequence() {
        replica.notifier().add(live);
        var feed = new ThreadFeed(live.follow(thread, ALICE, new Start.After(0), () -> {}));
        Frame sent = replica.send(thread, ALICE, "text");
        assertThat(items(feed).getFirst().getMessage().getText()).isEqualTo("text");

        revise(sent, "edit", new Revision.Edit("edited"));
        assertThat(items(feed)).extracting(ThreadItem::getSequence).containsExactly(1L, 2L);
        assertThat(items(feed)).extracting(ThreadItem::getMessage).allSatisfy(message -> {
            assertThat(message.getSequence()).isEqualTo(1);
            assertThat(message.getUpdateSequence()).isEqualTo(2);
            assertThat(message.getText()).isEqualTo("edited");
        });

        revise(sent, "delete", new Revision.Delete());
        assertThat(items(feed)).hasSize(3).extracting(ThreadItem::getMessage).allSatisfy(message -> {
            assertThat(message.getState()).isEqualTo(MessageState.MESSAGE_STATE_DELETED);
            assertThat(message.getUpdateSequence()).isEqualTo(3);
            assertThat(message.getText()).isEmpty();
        });
    }
}

package dev.parley.message.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.HiddenPairs.Pair;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.log.Frame;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.preview.PreviewReader.Preview;
import dev.parley.message.preview.PreviewReader.Query;
import dev.parley.message.read.ThreadReader;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PreviewReaderTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");

    private final MemoryReplica replica = new MemoryReplica(new MemoryStore());
    private final PreviewReader reader =
            new PreviewReader(replica.log(), new ThreadReader(replica.log(), replica.fences()));
    private final ThreadId thread = replica.thread(ALICE, BOB, CAROL);

    private Preview preview(ThreadId asked, MessageId message, UserId... users) {
        return reader.previews(List.of(new Query(asked, message, List.of(users))))
                .getFirst();
    }

    @Test
    void eachUserSeesWhatTheFenceAndTheHiddenPairsAllow() {
        replica.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB, CAROL)
                .with(2, HiddenPairs.of(List.of(new Pair(ALICE, BOB)))));
        Frame frame = replica.send(thread, BOB, "Hidden for Alice");
        Preview preview = preview(thread, frame.messageId(), ALICE, BOB, CAROL, new UserId("usr_stranger"));
        assertThat(preview.message()).get().extracting(shown -> shown.frame()).isEqualTo(frame);
        assertThat(preview.denied()).containsExactly(ALICE, new UserId("usr_stranger"));
    }

    @Test
    void previewThatNobodyMaySeeIsAbsent() {
        Frame frame = replica.send(thread, BOB, "text");
        assertThat(preview(thread, frame.messageId(), new UserId("usr_stranger"))
                        .message())
                .isEmpty();
        assertThat(preview(thread, new MessageId("msg_none"), ALICE))
                .isEqualTo(new Preview(java.util.Optional.empty(), List.of(ALICE)));
        assertThat(preview(new ThreadId("thr_other"), frame.messageId(), ALICE).message())
                .isEmpty();
    }

    /// Both threads are looked up in the same request, and the user is a participant only of the other one.
    @Test
    void foreignThreadShowsNoMessage() {
        UserId dave = new UserId("usr_dave");
        ThreadId foreign = replica.thread(ALICE, dave);
        Frame secret = replica.send(thread, BOB, "secret");
        Frame own = replica.send(foreign, ALICE, "own");
        var mistaken = new Query(foreign, secret.messageId(), List.of(dave));
        var honest = new Query(thread, secret.messageId(), List.of(BOB));
        var other = new Query(foreign, own.messageId(), List.of(dave));
        for (var queries : List.of(List.of(mistaken, honest, other), List.of(other, honest, mistaken))) {
            var previews = reader.previews(queries);
            assertThat(previews.get(queries.indexOf(mistaken)))
                    .isEqualTo(new Preview(java.util.Optional.empty(), List.of(dave)));
            assertThat(previews.get(queries.indexOf(other)).message()).isPresent();
            assertThat(previews.get(queries.indexOf(honest)).message()).isPresent();
        }
    }

    @Test
    void resultsKeepTheOrderOfTheQueries() {
        Frame first = replica.send(thread, BOB, "first");
        Frame second = replica.send(thread, BOB, "second");
        var previews = reader.previews(List.of(
                new Query(thread, second.messageId(), List.of(ALICE)),
                new Query(thread, first.messageId(), List.of(BOB)),
                new Query(thread, second.messageId(), List.of(CAROL))));
        assertThat(previews)
                .extracting(preview -> preview.message().orElseThrow().frame())
                .containsExactly(second, first, second);
    }
}

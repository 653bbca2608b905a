package dev.parley.e2e.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.ListMessagesRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.MessageState;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.server.v1.GetServerInfoRequest;
import dev.parley.server.v1.ServerServiceGrpc;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The calls behind the screen of one thread: its newest messages, older ones on demand, and the feed.
@ExtendWith(SharedServer.class)
final class ThreadScreenTest {

    private static final int COUNT = 7;

    private final User alice;
    private final User bob;
    private String thread = "";
    private List<Message> sent = List.of();

    ThreadScreenTest(ParleyServer server) {
        alice = server.as(User.newId("alice"));
        bob = server.as(User.newId("bob"));
    }

    @BeforeEach
    void sendSome() {
        thread = alice.direct(bob.userId());
        sent = IntStream.rangeClosed(1, COUNT)
                .mapToObj(i -> alice.send(thread, "Message " + i))
                .toList();
    }

    @Test
    void oneCallReturnsTheNewestMessagesAndThenTheFeed() {
        var newest = WatchThreadRequest.newBuilder().setThreadId(thread).setLast(3);
        var now = WatchThreadRequest.newBuilder().setThreadId(thread);
        try (ThreadFollower screen = bob.follow(newest.build(), ThreadFollower.eager(COUNT - 3));
                ThreadFollower live = bob.follow(now.build(), ThreadFollower.eager(COUNT))) {
            screen.awaitCaughtUp(1);
            live.awaitCaughtUp(1);
            assertThat(screen.seen()).extracting(Seen::sequence).containsExactly(5L, 6L, 7L);
            assertThat(live.seen()).isEmpty();
            alice.send(thread, "One more");
            screen.awaitSequence(COUNT + 1);
            live.awaitSequence(COUNT + 1);
            assertThat(screen.violations()).isEmpty();
            assertThat(live.violations()).isEmpty();
        }
    }

    @Test
    void pagesReportWhetherThereIsMoreOnEitherSide() {
        var page = ListMessagesRequest.newBuilder().setThreadId(thread).setPageSize(3);
        page(page, sent.subList(4, 7), true, false);
        page(page.setBeforeSequence(5), sent.subList(1, 4), true, true);
        page(page.setBeforeSequence(2), sent.subList(0, 1), false, true);
        page(page.setAfterSequence(0), sent.subList(0, 3), false, true);
        page(page.setAfterSequence(4), sent.subList(4, 7), true, false);
        page(page.setAfterSequence(COUNT), List.of(), true, false);
    }

    private void page(ListMessagesRequest.Builder request, List<Message> messages, boolean older, boolean newer) {
        var page = bob.messages().listMessages(request.build());
        assertThat(page.getMessagesList()).isEqualTo(messages);
        assertThat(page.getHasOlder()).as("older than %s", request).isEqualTo(older);
        assertThat(page.getHasNewer()).as("newer than %s", request).isEqualTo(newer);
        assertThat(page.getHead().getSequence()).isEqualTo(COUNT);
    }

    @Test
    void batchNamesTheMessagesThatTheCallerCannotRead() {
        Message foreign = alice.send(alice.direct(User.newId("dave")), "Between others");
        var unknown =
                ref(sent.getFirst()).toBuilder().setMessageId("msg_unknown").build();
        var batch = bob.messages()
                .batchGetMessages(BatchGetMessagesRequest.newBuilder()
                        .addRefs(ref(sent.get(4)))
                        .addRefs(unknown)
                        .addRefs(ref(sent.get(1)))
                        .addRefs(ref(foreign))
                        .build());
        assertThat(batch.getMessagesList()).containsExactly(sent.get(4), sent.get(1));
        assertThat(batch.getMissingList()).containsExactly(unknown, ref(foreign));
        assertThat(batch.getMessagesList()).allSatisfy(message -> {
            assertThat(message.getState()).isEqualTo(MessageState.MESSAGE_STATE_ACTIVE);
            assertThat(message.getFallbackText()).isEqualTo(message.getText());
        });
    }

    private static MessageRef ref(Message message) {
        return MessageRef.newBuilder()
                .setThreadId(message.getThreadId())
                .setMessageId(message.getMessageId())
                .build();
    }

    @Test
    void theServerReportsWhatItOffers() {
        var info = ServerServiceGrpc.newBlockingStub(alice.channel())
                .getServerInfo(GetServerInfoRequest.getDefaultInstance());
        assertThat(info.getVersion()).isNotEmpty();
        assertThat(info.getServicesList())
                .contains("parley.message.v1.MessageService", "parley.inbox.v1.InboxService")
                .isSorted();
        assertThat(info.getLimitsList())
                .isNotEmpty()
                .allSatisfy(limit -> assertThat(limit.getValue()).isPositive());
    }
}

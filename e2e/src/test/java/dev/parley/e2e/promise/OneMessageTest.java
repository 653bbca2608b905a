package dev.parley.e2e.promise;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.SendLine;
import dev.parley.clientkit.send.Sending;
import dev.parley.e2e.check.LogCheck;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import io.grpc.Status.Code;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedServer.class)
final class OneMessageTest {

    private static final int CALLERS = 8;

    @Test
    void sameRequestFromEightCallersAtOnceIsOneMessage(ParleyServer server) throws Exception {
        User alice = server.as(User.newId("alice"));
        String thread = alice.direct(User.newId("bob"));
        var history = new History();
        for (int round = 1; round <= 5; round++) {
            SendMessageRequest request = User.draft(thread, "one-message-" + round, "Once, round " + round);
            List<Message> answers = sendAtOnce(server, alice.userId(), request, history);
            assertThat(answers).hasSize(CALLERS).containsOnly(answers.getFirst());
            assertThat(answers.getFirst().getSequence()).isEqualTo(round);
        }
        LogCheck.check(thread, alice.history(thread), history);
    }

    /// Half of the callers make a call, the others open a stream; each has its own connection.
    private static List<Message> sendAtOnce(
            ParleyServer server, String user, SendMessageRequest request, History history) throws Exception {
        var channels = Stream.generate(server::connect).limit(CALLERS).toList();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> sends = channels.stream()
                    .<Callable<Integer>>map(channel -> () -> {
                        User caller = server.as(user, channel);
                        if (channels.indexOf(channel) % 2 == 0) {
                            history.send(caller, request);
                        } else {
                            var line = new SendLine(caller, history, 1);
                            line.send(request);
                            line.finish();
                        }
                        return 1;
                    })
                    .toList();
            for (var send : callers.invokeAll(sends)) {
                send.get();
            }
        } finally {
            channels.forEach(channel -> channel.shutdownNow());
        }
        return history.all().stream()
                .filter(sending -> sending.request().equals(request))
                .map(Sending::message)
                .map(java.util.Optional::orElseThrow)
                .toList();
    }

    @Test
    void sameRequestIdWithOtherContentIsRefusedAndWritesNothing(ParleyServer server) {
        User alice = server.as(User.newId("alice"));
        User bob = server.as(User.newId("bob"));
        String thread = alice.direct(bob.userId());
        SendMessageResponse sent = alice.messages().sendMessage(User.draft(thread, "reused-id", "The first"));
        Message first = sent.getMessage();
        var refused = assertProblem(
                () -> alice.messages().sendMessage(User.draft(thread, "reused-id", "Another")),
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED");
        assertThat(errorInfo(refused).getMetadataMap()).containsEntry("request_id", "reused-id");
        assertProblem(
                () -> alice.messages()
                        .sendMessage(User.draft(thread, "reused-id", "The first").toBuilder()
                                .setReplyToMessageId(first.getMessageId())
                                .build()),
                Code.ALREADY_EXISTS,
                "REQUEST_ID_REUSED");
        assertThat(bob.history(thread)).containsExactly(first);
        assertThat(bob.messages()
                        .getMessage(GetMessageRequest.newBuilder()
                                .setThreadId(thread)
                                .setMessageId(first.getMessageId())
                                .build())
                        .getMessage())
                .isEqualTo(first);
        assertThat(bob.row(thread, sent.getConsistencyToken()).getUnreadCount()).isEqualTo(1);
        assertThat(bob.send(thread, "The next").getSequence()).isEqualTo(2);
    }
}

package dev.parley.e2e.input;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.safety.v1.BlockUserRequest;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListThreadsRequest;
import io.grpc.Status.Code;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A page token or resume token that was cut or changed on its way, or that belongs to somebody else, is refused.
@ExtendWith(SharedServer.class)
final class DamagedTokensTest {

    private static final int MOST_CUT = 25;

    private final ParleyServer server;
    private final User alice;
    private final User bob;
    private final String thread;

    /// Calls with a token, and returns the next one.
    private final Map<String, UnaryOperator<String>> calls;

    DamagedTokensTest(ParleyServer server) {
        this.server = server;
        this.alice = server.as(User.newId("alice"));
        this.bob = server.as(User.newId("bob"));
        this.thread = alice.group(bob.userId(), User.newId("carol"));
        this.calls = calls(alice);
    }

    private Map<String, UnaryOperator<String>> calls(User user) {
        var all = new LinkedHashMap<String, UnaryOperator<String>>();
        addPages(user, all);
        addOwnPages(user, all);
        addFeeds(user, all);
        return all;
    }

    private void addPages(User user, Map<String, UnaryOperator<String>> all) {
        all.put(
                "ListThreads",
                token -> user.threads()
                        .listThreads(ListThreadsRequest.newBuilder()
                                .setPageSize(1)
                                .setPageToken(token)
                                .build())
                        .getNextPageToken());
        all.put(
                "ListParticipants",
                token -> user.participants()
                        .listParticipants(ListParticipantsRequest.newBuilder()
                                .setThreadId(thread)
                                .setPageSize(1)
                                .setPageToken(token)
                                .build())
                        .getNextPageToken());
        all.put(
                "ListCursors",
                token -> user.receipts()
                        .listCursors(ListCursorsRequest.newBuilder()
                                .setThreadId(thread)
                                .setPageSize(1)
                                .setPageToken(token)
                                .build())
                        .getNextPageToken());
    }

    private static void addOwnPages(User user, Map<String, UnaryOperator<String>> all) {
        all.put(
                "ListBlocks",
                token -> user.blocks()
                        .listBlocks(ListBlocksRequest.newBuilder()
                                .setPageSize(1)
                                .setPageToken(token)
                                .build())
                        .getNextPageToken());
        all.put(
                "ListInbox",
                token -> user.inbox()
                        .listInbox(ListInboxRequest.newBuilder()
                                .setPageSize(1)
                                .setPageToken(token)
                                .build())
                        .getNextPageToken());
    }

    private void addFeeds(User user, Map<String, UnaryOperator<String>> all) {
        all.put("WatchThread", token -> {
            var request = WatchThreadRequest.newBuilder().setThreadId(thread);
            var parts = user.messages()
                    .watchThread(
                            token.isEmpty()
                                    ? request.build()
                                    : request.setResumeToken(token).build());
            while (true) {
                var part = parts.next();
                if (part.hasCaughtUp()) {
                    return part.getCaughtUp().getResumeToken();
                }
            }
        });
        all.put("WatchInbox", token -> {
            var request = WatchInboxRequest.newBuilder();
            var parts = user.inbox()
                    .watchInbox(
                            token.isEmpty()
                                    ? request.build()
                                    : request.setResumeToken(token).build());
            while (true) {
                var part = parts.next();
                if (part.hasCaughtUp()) {
                    return part.getCaughtUp().getResumeToken();
                }
            }
        });
    }

    @Test
    void damagedTokensAreRefused() {
        for (String name : new String[] {"dave", "erin"}) {
            String other = User.newId(name);
            alice.direct(other);
            alice.blocks()
                    .blockUser(BlockUserRequest.newBuilder().setUserId(other).build());
        }
        var sent = alice.sendText(thread, "Hello");
        for (User reader : new User[] {alice, bob}) {
            assertThat(reader.receipts()
                            .markRead(MarkReadRequest.newBuilder()
                                    .setThreadId(thread)
                                    .setSequence(sent.getMessage().getSequence())
                                    .build())
                            .hasCursor())
                    .isTrue();
        }
        alice.row(thread, sent.getConsistencyToken());
        var mallory = calls(server.as(User.newId("mallory")));
        calls.forEach((name, call) -> {
            String token = call.apply("");
            assertThat(token).as(name).hasSizeGreaterThan(MOST_CUT / 2);
            call.apply(token);
            for (int cut = 1; cut <= Math.min(MOST_CUT, token.length() - 1); cut++) {
                refused(name, call, token.substring(0, token.length() - cut));
            }
            for (int i = 0; i < token.length(); i++) {
                char flipped = token.charAt(i) == 'A' ? 'B' : 'A';
                refused(name, call, token.substring(0, i) + flipped + token.substring(i + 1));
            }
            if (!name.equals("WatchThread") && !name.equals("ListParticipants") && !name.equals("ListCursors")) {
                refused(name, mallory.get(name), token);
            }
            calls.forEach((other, foreign) -> {
                if (!other.equals(name)) {
                    refused(other + " with a token of " + name, foreign, token);
                }
            });
        });
    }

    private static void refused(String what, UnaryOperator<String> call, String token) {
        try {
            assertProblem(() -> call.apply(token), Code.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID");
        } catch (AssertionError taken) {
            throw new AssertionError(what + ": " + token, taken);
        }
    }
}

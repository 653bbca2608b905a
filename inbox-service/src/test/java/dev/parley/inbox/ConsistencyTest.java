package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.move;
import static dev.parley.inbox.WireUpdates.thread;
import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.platform.testing.WireProblems.retryInfo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.v1.ExplainUnreadRequest;
import dev.parley.inbox.v1.GetBadgeRequest;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.inbox.watch.WaitingReaders;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.postgres.Database;
import io.grpc.Metadata;
import io.grpc.Status.Code;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class ConsistencyTest {

    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final InboxUnderTest inbox = InboxUnderTest.shared();
    private static InboxUnderTest hasty;

    @BeforeAll
    static void start() {
        hasty = new InboxUnderTest(Map.of("parley.inbox.patience", "50ms"));
    }

    @AfterAll
    static void stop() {
        hasty.close();
    }

    @Test
    void reachedPositionsReturnImmediately() {
        hasty.apply(thread("thr_a1", 3, "usr_ann", "usr_ben"));
        hasty.apply(head("thr_a1", 4, move("usr_ben", 2)));

        assertThat(list(hasty, "usr_ann", four("thr_a1")).get(0).getAsOfSequence())
                .isEqualTo(4);
        var badge = GetBadgeRequest.newBuilder()
                .addConsistencyTokens(four("thr_a1"))
                .addConsistencyTokens(token(Position.thread(new ThreadId("thr_a1"), 3)));
        assertThat(hasty.as("usr_ann").getBadge(badge.build()).getBadge().getUnreadMessageCount())
                .isEqualTo(4);
        var explain = ExplainUnreadRequest.newBuilder()
                .setThreadId("thr_a1")
                .addConsistencyTokens(cursor("thr_a1", "usr_ben", 2));
        assertThat(hasty.as("usr_ben").explainUnread(explain.build()).getUnreadCount())
                .isEqualTo(2);
    }

    private static String four(String thread) {
        return token(Position.head(new ThreadId(thread), 4));
    }

    @Test
    void readersWaitForTheHeadAndWake() throws Exception {
        inbox.apply(thread("thr_c_b1", 1, "usr_c_bea", "usr_c_bob"));
        inbox.apply(head("thr_c_b1", 1));
        String token = token(Position.head(new ThreadId("thr_c_b1"), 2));
        var list = whileWaiting(() -> list(inbox, "usr_c_bea", token));
        var row = whileWaiting(() -> row(inbox, "usr_c_bob", "thr_c_b1", token));

        inbox.apply(head("thr_c_b1", 2, move("usr_c_bob", 2)));

        assertThat(list.get(10, TimeUnit.SECONDS).get(0).getUnreadCount()).isEqualTo(2);
        assertThat(row.get(10, TimeUnit.SECONDS).getUnreadCount()).isZero();
    }

    @Test
    void userFindsReadWhatTheyHaveJustRead() throws Exception {
        inbox.apply(thread("thr_c_r1", 1, "usr_c_ray", "usr_c_rob"));
        inbox.apply(head("thr_c_r1", 3));
        String token = cursor("thr_c_r1", "usr_c_ray", 3);
        var badge = whileWaiting(() -> inbox.as("usr_c_ray")
                .getBadge(
                        GetBadgeRequest.newBuilder().addConsistencyTokens(token).build()));

        inbox.apply(head("thr_c_r1", 3, move("usr_c_ray", 3)));

        assertThat(badge.get(10, TimeUnit.SECONDS).getBadge().getUnreadThreadCount())
                .isZero();
    }

    @Test
    void newParticipantWaitsForTheHeadOfTheJoin() throws Exception {
        inbox.apply(thread("thr_c_j1", 1, "usr_c_jim", "usr_c_jon"));
        inbox.apply(head("thr_c_j1", 2));
        var id = new ThreadId("thr_c_j1");
        String token = token(Position.thread(id, 2), Position.head(id, 3));
        var row = whileWaiting(() -> row(inbox, "usr_c_joy", "thr_c_j1", token));

        inbox.apply(thread("thr_c_j1", 2, "usr_c_jim", "usr_c_jon").toBuilder()
                .addParticipants(WireUpdates.participant("usr_c_joy", 2))
                .build());
        Awaitility.await()
                .untilAsserted(() -> assertThat(inbox.list("usr_c_joy")).hasSize(1));
        assertThat(row).isNotDone();
        inbox.apply(head("thr_c_j1", 3, WireUpdates.joined("usr_c_joy", 3, 2)));

        assertThat(row.get(10, TimeUnit.SECONDS).getAsOfSequence()).isEqualTo(3);
        assertThat(row.get(10, TimeUnit.SECONDS).getReadSequence()).isEqualTo(3);
    }

    @Test
    void readerWaitsForAThreadThatDoesNotExistYet() throws Exception {
        String token = token(Position.thread(new ThreadId("thr_c_c1"), 1));
        var row = whileWaiting(() -> row(inbox, "usr_c_cat", "thr_c_c1", token));

        inbox.apply(thread("thr_c_c1", 1, "usr_c_cat", "usr_c_cid"));

        assertThat(row.get(10, TimeUnit.SECONDS).getThreadId()).isEqualTo("thr_c_c1");
    }

    @Test
    void feedIncludesTheWritesOfItsTokens() {
        var request = WatchInboxRequest.newBuilder()
                .setAfterRevision(0)
                .addConsistencyTokens(token(Position.thread(new ThreadId("thr_c_w1"), 1)))
                .build();
        var stream = inbox.watch("usr_c_wes", request);
        Awaitility.await().until(() -> waiting(inbox) > 0);

        inbox.apply(thread("thr_c_w1", 1, "usr_c_wes", "usr_c_o"));

        stream.await(one -> one.getItem().getRow().getThreadId().equals("thr_c_w1"));
        assertThat(stream.received().stream()
                        .filter(WatchInboxResponse::hasCaughtUp)
                        .count())
                .isLessThan(2);
        stream.cancel();
        var late = hasty.watch("usr_c_wes", request);
        assertProblem(Objects.requireNonNull(late.awaitEnd()), Code.UNAVAILABLE, "INBOX_BEHIND");
    }

    @Test
    void readerFindsWhatAnotherProcessMerged() throws Exception {
        inbox.apply(thread("thr_c_d1", 1, "usr_c_dan", "usr_c_dee"));
        String token = token(Position.head(new ThreadId("thr_c_d1"), 3));
        var row = whileWaiting(() -> row(inbox, "usr_c_dan", "thr_c_d1", token));

        // Bypasses the hub of this process.
        inbox.service().bean(MergeStore.class).mergeHeads(List.of(Updates.head("thr_c_d1", 3)));

        assertThat(row.get(10, TimeUnit.SECONDS).getAsOfSequence()).isEqualTo(3);
    }

    @Test
    void inboxThatDoesNotCatchUpFailsWithoutRetry() {
        hasty.apply(thread("thr_e1", 1, "usr_eve", "usr_eli"));
        hasty.apply(head("thr_e1", 2));
        String token = token(Position.head(new ThreadId("thr_e1"), 3));

        var failure = assertProblem(() -> list(hasty, "usr_eve", token), Code.UNAVAILABLE, "INBOX_BEHIND");
        assertThat(retryInfo(failure).getRetryDelay().getNanos()).isPositive();
        assertThat(errorInfo(failure).getMetadataMap()).containsEntry("thread_id", "thr_e1");
        assertThat(Objects.requireNonNull(failure.getTrailers()).get(PUSHBACK)).isEqualTo("-1");
        assertProblem(() -> row(hasty, "usr_eve", "thr_e1", token), Code.UNAVAILABLE, "INBOX_BEHIND");
        var explain = ExplainUnreadRequest.newBuilder().setThreadId("thr_e1").addConsistencyTokens(token);
        assertProblem(() -> hasty.as("usr_eve").explainUnread(explain.build()), Code.UNAVAILABLE, "INBOX_BEHIND");
    }

    /// A caller passes on whatever a write has returned.
    @Test
    void everyReadIgnoresTokensThatSayNothing() {
        hasty.apply(thread("thr_n1", 1, "usr_nia", "usr_ned"));
        for (String token : List.of("", ConsistencyTokens.write())) {
            assertThat(list(hasty, "usr_nia", token)).hasSize(1);
            assertThat(row(hasty, "usr_nia", "thr_n1", token).getThreadId()).isEqualTo("thr_n1");
            var badge = GetBadgeRequest.newBuilder().addConsistencyTokens(token);
            assertThat(hasty.as("usr_nia").getBadge(badge.build()).getBadge().getUnreadThreadCount())
                    .isZero();
            var explain =
                    ExplainUnreadRequest.newBuilder().setThreadId("thr_n1").addConsistencyTokens(token);
            assertThat(hasty.as("usr_nia").explainUnread(explain.build()).getThreadId())
                    .isEqualTo("thr_n1");
            var watch = WatchInboxRequest.newBuilder().setAfterRevision(0).addConsistencyTokens(token);
            var stream = hasty.watch("usr_nia", watch.build());
            stream.await(WatchInboxResponse::hasCaughtUp);
            stream.cancel();
        }
    }

    @Test
    void cursorsOfOthersAreIgnored() {
        hasty.apply(thread("thr_o1", 1, "usr_ola", "usr_ole"));
        assertThat(list(hasty, "usr_ola", cursor("thr_o1", "usr_ole", 99))).hasSize(1);
    }

    @Test
    void foreignThreadIsDeniedAndNotBehind() {
        hasty.apply(thread("thr_f1", 1, "usr_fay", "usr_flo"));
        hasty.apply(head("thr_f1", 4));

        for (String thread : List.of("thr_f1", "thr_f9")) {
            assertProblem(
                    () -> row(hasty, "usr_eve", thread, four(thread)), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
            assertProblem(() -> list(hasty, "usr_eve", four(thread)), Code.UNAVAILABLE, "INBOX_BEHIND");
        }
    }

    /// A position beyond the removal must not tell whether the thread has reached it.
    @Test
    void removedUserDoesNotWaitAndLearnsNothingLater() {
        var id = new ThreadId("thr_g1");
        hasty.apply(thread("thr_g1", 1, "usr_gus", "usr_gil"));
        hasty.apply(head("thr_g1", 2));
        hasty.apply(thread("thr_g1", 2, "usr_gil"));
        hasty.apply(thread("thr_g1", 3, "usr_gil", "usr_gia"));
        hasty.apply(head("thr_g1", 4));
        for (Position known : List.of(Position.head(id, 2), Position.thread(id, 2))) {
            assertThat(list(hasty, "usr_gus", token(known))).isEmpty();
        }
        for (long later : List.of(3L, 4L, 5L, 99L)) {
            for (Position unknown : List.of(Position.head(id, later), Position.thread(id, later))) {
                assertProblem(() -> list(hasty, "usr_gus", token(unknown)), Code.UNAVAILABLE, "INBOX_BEHIND");
            }
        }
        assertProblem(
                () -> row(hasty, "usr_gus", "thr_g1", four("thr_g1")), Code.PERMISSION_DENIED, "THREAD_ACCESS_DENIED");
    }

    @Test
    void damagedTokenIsRefused() {
        assertProblem(() -> list(hasty, "usr_eve", "nonsense"), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    /// What a user sent last may arrive after the removal.
    @Test
    void removedUserFindsTheirOwnSends() {
        hasty.apply(thread("thr_h1", 1, "usr_hal", "usr_hay"));
        hasty.apply(thread("thr_h1", 2, "usr_hay"));
        assertProblem(() -> list(hasty, "usr_hal", four("thr_h1")), Code.UNAVAILABLE, "INBOX_BEHIND");
        hasty.apply(head("thr_h1", 9, move("usr_hal", 4)));
        assertThat(list(hasty, "usr_hal", four("thr_h1"))).isEmpty();
        var five = token(Position.head(new ThreadId("thr_h1"), 5));
        assertProblem(() -> list(hasty, "usr_hal", five), Code.UNAVAILABLE, "INBOX_BEHIND");
    }

    @Test
    void callNamesAtMost400Positions() {
        var ids = IntStream.range(0, 401).mapToObj(i -> new ThreadId("thr_c_many" + i));
        var positions = ids.map(id -> Position.head(id, 1)).toList();
        var tokens = new ArrayList<String>();
        for (int from = 0; from < 400; from += 40) {
            tokens.add(ConsistencyTokens.write(positions.subList(from, from + 40)));
        }
        var request = GetBadgeRequest.newBuilder().addAllConsistencyTokens(tokens);
        assertProblem(() -> hasty.as("usr_c_max").getBadge(request.build()), Code.UNAVAILABLE, "INBOX_BEHIND");
        request.addConsistencyTokens(ConsistencyTokens.write(positions.getLast()));
        assertProblem(() -> hasty.as("usr_c_max").getBadge(request.build()), Code.INVALID_ARGUMENT, "REQUEST_INVALID");
    }

    /// Anybody can write tokens with many positions that are never reached.
    @Test
    void oneUserCannotKeepTheOthersFromWaiting() throws Exception {
        inbox.apply(thread("thr_c_k1", 1, "usr_c_kay", "usr_c_kim"));
        var positions = inbox.service().bean(WaitingReaders.class);
        var request = GetBadgeRequest.newBuilder()
                .addAllConsistencyTokens(tokensOfNothing())
                .build();
        var attack = Stream.generate(() -> CompletableFuture.runAsync(
                        () -> inbox.as("usr_c_kurt").getBadge(request), Executors.newVirtualThreadPerTaskExecutor()))
                .limit(6)
                .toList();
        Awaitility.await()
                .until(() -> positions.positions() > ConsistencyTokens.MAX_POSITIONS
                        || attack.stream().filter(CompletableFuture::isDone).count() >= 5);
        assertThat(positions.positions()).isLessThanOrEqualTo(ConsistencyTokens.MAX_POSITIONS);
        String token = token(Position.head(new ThreadId("thr_c_k1"), 1));
        var row = whileWaiting(() -> row(inbox, "usr_c_kay", "thr_c_k1", token));

        inbox.apply(head("thr_c_k1", 1));

        assertThat(row.get(10, TimeUnit.SECONDS).getAsOfSequence()).isEqualTo(1);
    }

    /// A connection of the other half would be missing for merges.
    @Test
    void readsWithTokensUseTheConnectionsOfReads() {
        var settings = Map.<String, Object>of("parley.inbox.database.pool-size", 2, "parley.inbox.patience", "50ms");
        try (var small = new InboxUnderTest(settings)) {
            small.apply(thread("thr_c_p1", 1, "usr_c_pam", "usr_c_pat"));
            var database = small.service().context().getBean(Database.class, Qualifiers.byName("inbox"));
            var badge = GetBadgeRequest.newBuilder()
                    .addConsistencyTokens(four("thr_c_p1"))
                    .build();
            var held = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var holder = CompletableFuture.runAsync(() -> database.reads().within(() -> hold(held, end)));
            try {
                Awaitility.await().until(() -> held.getCount() == 0);
                assertProblem(() -> small.as("usr_c_pam").getBadge(badge), Code.UNAVAILABLE, "STORE_UNAVAILABLE");
                small.apply(head("thr_c_p1", 4));
            } finally {
                end.countDown();
            }
            holder.join();
            assertThat(row(small, "usr_c_pam", "thr_c_p1", four("thr_c_p1")).getAsOfSequence())
                    .isEqualTo(4);
        }
    }

    private static boolean hold(CountDownLatch held, CountDownLatch end) {
        held.countDown();
        try {
            return end.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    /// Returns 16 tokens with 25 positions each, of threads that do not exist.
    private static List<String> tokensOfNothing() {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        return IntStream.range(0, 16)
                .mapToObj(token -> token(IntStream.range(token * 25, token * 25 + 25)
                        .mapToObj(i -> Position.head(
                                new ThreadId("thr_" + letters.charAt(i / 52) + letters.charAt(i % 52)), 1))
                        .toArray(Position[]::new)))
                .toList();
    }

    /// Starts a call and returns once one more user waits.
    private static <T> CompletableFuture<T> whileWaiting(Supplier<T> call) {
        int before = waiting(inbox);
        var result = CompletableFuture.supplyAsync(call, Executors.newVirtualThreadPerTaskExecutor());
        Awaitility.await().until(() -> waiting(inbox) > before);
        return result;
    }

    private static int waiting(InboxUnderTest inbox) {
        return inbox.service().bean(WaitingReaders.class).count();
    }

    private static String token(Position... positions) {
        return ConsistencyTokens.write(positions);
    }

    private static String cursor(String thread, String user, long version) {
        return token(Position.cursor(new ThreadId(thread), new UserId(user), version));
    }

    private static List<InboxRow> list(InboxUnderTest inbox, String user, String token) {
        return inbox.as(user)
                .listInbox(ListInboxRequest.newBuilder()
                        .addConsistencyTokens(token)
                        .build())
                .getRowsList();
    }

    private static InboxRow row(InboxUnderTest inbox, String user, String thread, String token) {
        return inbox.as(user)
                .getInboxRow(GetInboxRowRequest.newBuilder()
                        .setThreadId(thread)
                        .addConsistencyTokens(token)
                        .build())
                .getRow();
    }
}

package dev.parley.message.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.caffeine.CaffeineFences;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.FenceStore;
import dev.parley.message.fence.Fences;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing.Status;
import dev.parley.message.log.Change;
import dev.parley.message.log.Draft;
import dev.parley.message.log.Frame;
import dev.parley.message.log.MessageLog;
import dev.parley.message.memory.MemoryReplica;
import dev.parley.message.memory.MemoryStore;
import dev.parley.message.problem.MessageProblem.ContactNotAllowed;
import dev.parley.message.problem.MessageProblem.ContentRejected;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.message.problem.MessageProblem.ThreadArchived;
import dev.parley.message.problem.TextSpan;
import dev.parley.message.send.MessageSender.Sent;
import dev.parley.message.timeline.Timeline;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.platform.problem.PlatformProblem.StoreUnavailable;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class MessageSenderTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId STRANGER = new UserId("usr_stranger");

    private final MemoryStore store = new MemoryStore();
    private final MemoryReplica here = new MemoryReplica(store);
    private final MemoryReplica there = new MemoryReplica(store);
    private final Counted counted = new Counted(here);
    private final Fences fences = new CaffeineFences(() -> counted, () -> counted, here.notifier());
    private final Safety safety = new Safety();
    private final MessageSender sender =
            new MessageSender(fences, safety, counted, MemoryReplica.HASHER, Clock.systemUTC());
    private final ThreadId thread = here.thread(ALICE, BOB);

    /// A log that counts lookups.
    private static final class Counted implements MessageLog, FenceStore {

        final AtomicInteger lookUps = new AtomicInteger();
        private final MessageLog log;
        private final FenceStore store;

        Counted(MemoryReplica replica) {
            log = replica.log();
            store = (FenceStore) replica.log();
        }

        @Override
        public <R> CompletableFuture<R> write(Change<R> change) {
            return log.write(change);
        }

        @Override
        public List<Found> find(Map<MessageId, ThreadId> ids) {
            lookUps.incrementAndGet();
            return log.find(ids);
        }

        @Override
        public Optional<Page> page(ThreadId one, PageRequest request) {
            throw new AssertionError("Never read");
        }

        @Override
        public Map<ThreadId, LogState> states(Collection<ThreadId> threads) {
            lookUps.incrementAndGet();
            return log.states(threads);
        }

        @Override
        public Set<ThreadId> diverged(Timeline since, Map<ThreadId, Long> positions) {
            throw new AssertionError("Never read");
        }

        @Override
        public void beginTimeline(Timeline current) {
            throw new AssertionError("Never begun");
        }

        @Override
        public Map<ThreadId, Fence> fences(Collection<ThreadId> threads) {
            lookUps.incrementAndGet();
            return store.fences(threads);
        }

        @Override
        public List<Result> setFences(List<Fence> newer) {
            return store.setFences(newer);
        }
    }

    /// Returns a verdict according to the text itself.
    private static final class Safety implements SendScreen {

        final List<ScreeningRequest> seen = new ArrayList<>();

        @Override
        public List<Verdict> verdicts(List<ScreeningRequest> requests) {
            seen.addAll(requests);
            return requests.stream().map(request -> verdict(request.text())).toList();
        }

        private static Verdict verdict(String text) {
            return switch (text) {
                case "content" -> new Verdict.RefusedContent("test-policy", Optional.empty());
                case "contact" -> new Verdict.RefusedContact();
                case "away" -> Verdict.Unscreened.NOW;
                case "call 555 1234 🙂" ->
                    new Verdict.Allowed(List.of(), List.of(new TextSpan(5, 13), new TextSpan(14, 99)));
                default -> Verdict.Allowed.PLAIN;
            };
        }
    }

    /// The results of a batch by index: a sequence, or a problem.
    private static final class Recorded implements MessageSender.Results {

        final Map<Integer, Object> results = new TreeMap<>();

        @Override
        public void sent(int place, Sent sent) {
            assertThat(results.put(place, sent.frame().sequence())).isNull();
        }

        @Override
        public void failed(int place, Throwable failure) {
            assertThat(results.put(place, ((ProblemException) failure).problem()))
                    .isNull();
        }
    }

    private Draft draft(UserId user, String requestId, String text) {
        return new Draft(thread, user, requestId, text, Optional.empty());
    }

    private static void assertProblem(ThrowingCallable call, Problem problem) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(problem));
    }

    @Test
    void sendIsStoredOnceAndRetriesReturnTheFirstResult() {
        Sent first = sender.send(draft(ALICE, "request-1", "Hello"));
        Sent again = sender.send(draft(ALICE, "request-1", "Hello"));
        assertThat(first.frame().sequence()).isEqualTo(1);
        assertThat(first.replayed()).isFalse();
        assertThat(again).isEqualTo(new Sent(first.frame(), Optional.empty(), Verdict.Allowed.PLAIN, true));
        assertProblem(() -> sender.send(draft(ALICE, "request-1", "Other")), new RequestIdReused("request-1"));
    }

    @Test
    void readersSeeTheMaskedTextAndARetryMatchesTheDraft() {
        Draft draft = draft(ALICE, "request-1", "call 555 1234 🙂");
        Sent first = sender.send(draft);
        assertThat(first.frame().content()).isEqualTo(new Frame.Posted(ALICE, "call •••••••• •", Optional.empty()));
        Sent again = sender.send(draft);
        assertThat(again.replayed()).isTrue();
        assertThat(again.frame()).isEqualTo(first.frame());
        assertProblem(
                () -> sender.send(draft(ALICE, "request-1", "call •••••••• •")), new RequestIdReused("request-1"));
        there.fence(Fence.of(thread, 1, Status.OPEN, ALICE, BOB).with(2, BOB, Member.PLAIN.withContactClosed(true)));
        assertThat(sender.send(draft).frame()).as("although it is refused now").isEqualTo(first.frame());
    }

    @Test
    void retryReturnsTheFirstResultWhateverHasChangedSince() {
        Frame first = sender.send(draft(ALICE, "request-1", "Hello")).frame();
        Fence open = Fence.of(thread, 1, Status.OPEN, ALICE, BOB);
        there.fence(open.with(2, BOB, Member.PLAIN.withContactClosed(true)));
        assertThat(sender.send(draft(ALICE, "request-1", "Hello")).frame()).isEqualTo(first);
        assertProblem(() -> sender.send(draft(ALICE, "request-2", "New")), new ContactNotAllowed(thread));
        assertProblem(() -> sender.send(draft(ALICE, "request-1", "Other")), new ContactNotAllowed(thread));
        there.fence(Fence.of(thread, 3, Status.ARCHIVED, ALICE, BOB));
        assertThat(sender.send(draft(ALICE, "request-1", "Hello")).replayed()).isTrue();
        assertProblem(() -> sender.send(draft(ALICE, "request-2", "New")), new ThreadArchived(thread));
        there.fence(Fence.of(thread, 4, Status.OPEN, BOB));
        assertThat(sender.send(draft(ALICE, "request-1", "Hello")).replayed()).isTrue();
        assertProblem(() -> sender.send(draft(STRANGER, "request-1", "Hello")), new ThreadAccessDenied(thread));
    }

    @Test
    void firstContactNeedsSafetyAndEstablishedThreadsContinue() {
        assertProblem(
                () -> sender.send(draft(ALICE, "request-1", "away")),
                new DependencyUnavailable("safety", java.time.Duration.ofMillis(500)));
        sender.send(draft(ALICE, "request-2", "Hello"));
        assertThat(sender.send(draft(ALICE, "request-3", "away")).verdict()).isEqualTo(Verdict.Unscreened.NOW);
        assertThat(safety.seen).extracting(ScreeningRequest::firstContact).containsExactly(true, true, false);
    }

    @Test
    void refusalsOfSafetyAreProblems() {
        assertProblem(
                () -> sender.send(draft(ALICE, "request-1", "content")),
                new ContentRejected("test-policy", Optional.empty()));
        assertProblem(() -> sender.send(draft(ALICE, "request-2", "contact")), new ContactNotAllowed(thread));
    }

    @Test
    void senderWhomAnotherReplicaAddedIsAdmittedImmediately() {
        fences.get(thread);
        there.fence(Fence.of(thread, 2, Status.OPEN, ALICE, BOB, STRANGER));
        assertThat(sender.send(draft(STRANGER, "request-1", "Hello")).frame().sequence())
                .isEqualTo(2);
    }

    @Test
    void deniedSendsAreCheap() {
        var unknown = new ThreadId("thr_unknown");
        for (int i = 0; i < 100; i++) {
            var draft = new Draft(unknown, ALICE, "request-" + i, "Hello", Optional.empty());
            assertProblem(() -> sender.send(draft), new ThreadAccessDenied(unknown));
        }
        assertThat(counted.lookUps.get()).as("lookups of an unknown thread").isLessThanOrEqualTo(3);
        counted.lookUps.set(0);
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < 100; i++) {
            drafts.add(draft(STRANGER, "request-" + i, "Hello"));
        }
        var recorded = new Recorded();
        sender.sendAll(drafts, recorded);
        assertThat(recorded.results).hasSize(100).containsEntry(7, new ThreadAccessDenied(thread));
        assertThat(counted.lookUps.get()).as("lookups of a batch").isLessThanOrEqualTo(2);
    }

    @Test
    void batchLooksUpAllItsThreadsInOneQueryAndKeepsTheOrderOfEach() {
        var threads = new ArrayList<ThreadId>();
        for (int i = 0; i < 10; i++) {
            threads.add(there.thread(ALICE, BOB));
        }
        counted.lookUps.set(0);
        var drafts = new ArrayList<Draft>();
        for (int i = 0; i < 100; i++) {
            drafts.add(new Draft(threads.get(i % 10), ALICE, "request-" + i, "Hello", Optional.empty()));
        }
        var recorded = new Recorded();
        sender.sendAll(drafts, recorded);
        for (int i = 0; i < 100; i++) {
            assertThat(recorded.results).containsEntry(i, i / 10 + 1L);
        }
        assertThat(counted.lookUps.get()).as("fences, and what is established").isEqualTo(2);
    }

    @Test
    void eachSendOfABatchHasItsOwnResult() {
        sender.send(draft(ALICE, "request-0", "Hello"));
        var recorded = new Recorded();
        sender.sendAll(
                List.of(
                        draft(ALICE, "request-1", "One"),
                        draft(ALICE, "request-2", "content"),
                        draft(STRANGER, "request-3", "Stranger"),
                        new Draft(new ThreadId("thr_none"), ALICE, "request-4", "Where?", Optional.empty()),
                        draft(ALICE, "request-0", "Hello"),
                        draft(ALICE, "request-1", "Other"),
                        draft(BOB, "request-1", "Two")),
                recorded);
        assertThat(recorded.results.values())
                .containsExactly(
                        2L,
                        new ContentRejected("test-policy", Optional.empty()),
                        new ThreadAccessDenied(thread),
                        new ThreadAccessDenied(new ThreadId("thr_none")),
                        1L,
                        new RequestIdReused("request-1"),
                        3L);
    }

    @Test
    void outageOfTheStoreFailsOnlyDraftsThatNeedIt() {
        sender.send(draft(ALICE, "request-1", "Hello"));
        store.setAway(true);
        assertThatThrownBy(() -> sender.send(draft(ALICE, "request-2", "Hello")))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOf(StoreUnavailable.class));
        var recorded = new Recorded();
        sender.sendAll(List.of(draft(ALICE, "request-3", "One"), draft(STRANGER, "request-4", "Two")), recorded);
        assertThat(recorded.results.values()).hasSize(2).allMatch(result -> result instanceof StoreUnavailable);
    }
}

package dev.parley.inbox.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.preview.PreviewSource.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

final class GatheredPreviewsTest {

    private final Source source = new Source();

    /// Knows every message, and lets a test hold its calls.
    private static final class Source implements PreviewSource {

        final List<Collection<Wanted>> calls = new CopyOnWriteArrayList<>();
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile boolean broken;

        @Override
        public Previews find(Collection<Wanted> wanted) {
            calls.add(List.copyOf(wanted));
            try {
                gate.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            if (broken) {
                throw new IllegalStateException("A source of a test");
            }
            Map<Wanted, Optional<Preview>> found = new HashMap<>();
            wanted.forEach(one -> found.put(
                    one, Optional.of(new Preview(one.message(), "usr_s", 1, "Hello", "Hello", Instant.EPOCH, 1))));
            return new Previews(found);
        }
    }

    @Test
    void requestsDuringACallShareTheNextOne() throws Exception {
        var previews = new GatheredPreviews(source, Duration.ofMinutes(5));
        source.gate = new CountDownLatch(1);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = read(previews, 0, readers);
            await().until(() -> source.calls.size() == 1);
            var others = IntStream.range(1, 300)
                    .mapToObj(i -> read(previews, i, readers))
                    .toList();
            await().until(() -> previews.waiting() == 299);
            source.gate.countDown();
            assertThat(first.get(1, TimeUnit.MINUTES).find(wanted(0, 1))).isPresent();
            for (int i = 1; i < 300; i++) {
                assertThat(others.get(i - 1).get(1, TimeUnit.MINUTES).find(wanted(i, 1)))
                        .isPresent();
            }
        }
        assertThat(source.calls).hasSize(2);
    }

    @Test
    void callsStayWithinTheBoundsOfTheSource() {
        var previews = new GatheredPreviews(source, Duration.ofSeconds(30));
        var messages = IntStream.range(0, 450).mapToObj(i -> wanted(0, i)).toList();
        var users = IntStream.range(0, 650).mapToObj(i -> wanted(i, 0)).toList();
        assertThat(previews.find(messages).found()).hasSize(450);
        assertThat(previews.find(users).found()).hasSize(650);
        assertThat(source.calls).allSatisfy(call -> {
            assertThat(new HashSet<>(call.stream().map(Wanted::message).toList()))
                    .hasSizeLessThanOrEqualTo(PreviewSource.MOST_MESSAGES);
            assertThat(call).hasSizeLessThanOrEqualTo(PreviewSource.MOST_USERS);
        });
    }

    @Test
    void lateAndFailedResponsesLeaveThePreviewPending() {
        var previews = new GatheredPreviews(source, Duration.ofMillis(50));
        source.gate = new CountDownLatch(1);
        assertThat(previews.find(List.of(wanted(1, 1))).isPending(wanted(1, 1))).isTrue();
        source.gate.countDown();

        var patient = new GatheredPreviews(source, Duration.ofSeconds(30));
        source.broken = true;
        assertThat(patient.find(List.of(wanted(1, 1))).isPending(wanted(1, 1))).isTrue();
        source.broken = false;
        assertThat(patient.find(List.of(wanted(1, 1))).find(wanted(1, 1))).isPresent();
        assertThat(patient.find(List.of())).isEqualTo(Previews.NONE);
    }

    @Test
    void requestsBeyondTheBoundDoNotWait() throws Exception {
        var previews = new GatheredPreviews(source, Duration.ofMinutes(5));
        source.gate = new CountDownLatch(1);
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                var first = read(previews, 0, readers);
                await().until(() -> source.calls.size() == 1);
                var all = Collections.nCopies(GatheredPreviews.MOST_WAITING + 1, wanted(1, 1));
                var others = CompletableFuture.supplyAsync(() -> previews.find(all), readers);
                await().until(() -> previews.waiting() > 0);
                assertThat(previews.waiting()).isEqualTo(GatheredPreviews.MOST_WAITING);

                var beyond = read(previews, 2, readers);

                assertThat(beyond.get(10, TimeUnit.SECONDS).isPending(wanted(2, 1)))
                        .isTrue();
                assertThat(others).isNotDone();
                source.gate.countDown();
                assertThat(first.get(1, TimeUnit.MINUTES).find(wanted(0, 1))).isPresent();
                assertThat(others.get(1, TimeUnit.MINUTES).find(wanted(1, 1))).isPresent();
            } finally {
                source.gate.countDown();
            }
        }
        assertThat(previews.waiting()).isZero();
        assertThat(previews.find(List.of(wanted(2, 1))).find(wanted(2, 1))).isPresent();
    }

    private static CompletableFuture<Previews> read(GatheredPreviews previews, int user, Executor readers) {
        return CompletableFuture.supplyAsync(() -> previews.find(List.of(wanted(user, 1))), readers);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofMinutes(1));
    }

    private static Wanted wanted(int user, int message) {
        return new Wanted(new UserId("usr_" + user), new ThreadId("thr_a"), new MessageId("msg_" + message), 1);
    }
}

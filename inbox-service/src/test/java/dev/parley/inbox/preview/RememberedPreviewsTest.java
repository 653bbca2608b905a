package dev.parley.inbox.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.preview.PreviewSource.Wanted;
import dev.parley.platform.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RememberedPreviewsTest {

    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final Source source = new Source();
    private final RememberedPreviews previews = new RememberedPreviews(source, clock, 100, Duration.ofSeconds(4));

    /// Knows every message that it is not told to deny, or to leave out.
    private static final class Source implements PreviewSource {

        final List<Wanted> asked = new ArrayList<>();
        final Set<Wanted> denied = new HashSet<>();
        final Set<Wanted> late = new HashSet<>();

        @Override
        public Previews find(Collection<Wanted> wanted) {
            asked.addAll(wanted);
            Map<Wanted, Optional<Preview>> found = new HashMap<>();
            for (Wanted one : wanted) {
                if (!late.contains(one)) {
                    found.put(
                            one,
                            Optional.of(one)
                                    .filter(any -> !denied.contains(any))
                                    .map(any -> new Preview(
                                            any.message(), "usr_s", 1, "At " + any.head(), "", Instant.EPOCH, 1)));
                }
            }
            return new Previews(found);
        }
    }

    @Test
    void onlyWhatIsNotRememberedIsAskedFor() {
        find(wanted("a", 1), wanted("b", 1));
        assertThat(find(wanted("a", 1), wanted("b", 1), wanted("c", 1)).found()).hasSize(3);
        assertThat(find(wanted("c", 1)).find(wanted("c", 1))).isPresent();
        assertThat(source.asked).containsExactlyInAnyOrder(wanted("a", 1), wanted("b", 1), wanted("c", 1));
    }

    @Test
    void eachHeadAndEachUserIsLookedUpAnew() {
        find(wanted("a", 1));
        assertThat(find(wanted("a", 2)).find(wanted("a", 2)).orElseThrow().text())
                .isEqualTo("At 2");
        var other = new Wanted(new UserId("usr_2"), new ThreadId("thr_a"), new MessageId("msg_a"), 1);
        source.denied.add(other);
        assertThat(find(other).find(other)).isEmpty();
    }

    @Test
    void deniedAndPendingOnesAreNotRemembered() {
        source.denied.add(wanted("a", 1));
        source.late.add(wanted("b", 1));
        var first = find(wanted("a", 1), wanted("b", 1));
        assertThat(first.isPending(wanted("a", 1))).isFalse();
        assertThat(first.isPending(wanted("b", 1))).isTrue();
        source.denied.clear();
        source.late.clear();
        var second = find(wanted("a", 1), wanted("b", 1));
        assertThat(second.find(wanted("a", 1))).isPresent();
        assertThat(second.find(wanted("b", 1))).isPresent();
    }

    @Test
    void rightThatEndedShowsAfterTheAgeHoweverOftenItIsRead() {
        find(wanted("a", 1));
        source.denied.add(wanted("a", 1));
        for (int i = 0; i < 39; i++) {
            clock.advance(Duration.ofMillis(100));
            assertThat(find(wanted("a", 1)).find(wanted("a", 1))).isPresent();
        }
        clock.advance(Duration.ofMillis(100));
        assertThat(find(wanted("a", 1)).find(wanted("a", 1))).isEmpty();
    }

    @Test
    void rightThatEndedShowsAfterTheAgeThoughNothingElseWasRead() {
        for (Duration pause : List.of(Duration.ofMillis(3999), Duration.ofMillis(4000), Duration.ofHours(1))) {
            var one = wanted("a", pause.toMillis());
            find(one);
            source.denied.add(one);
            clock.advance(pause);
            assertThat(find(one).find(one).isPresent()).isEqualTo(pause.toMillis() < 4000);
            clock.advance(Duration.ofMillis(1));
            assertThat(find(one).find(one)).isEmpty();
        }
    }

    @Test
    void numberIsBounded() {
        for (int i = 0; i < 1000; i++) {
            find(wanted("m" + i, 1));
            assertThat(previews.size()).isLessThanOrEqualTo(100);
        }
        find(wanted("m999", 1));
        assertThat(source.asked).hasSize(1000);
    }

    private Previews find(Wanted... wanted) {
        return previews.find(List.of(wanted));
    }

    private static Wanted wanted(String message, long head) {
        return new Wanted(new UserId("usr_1"), new ThreadId("thr_a"), new MessageId("msg_" + message), head);
    }
}

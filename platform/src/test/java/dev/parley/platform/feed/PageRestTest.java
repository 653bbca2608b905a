package dev.parley.platform.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.feed.FeedPage.Item;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// What a stream keeps of a page is bounded in bytes, in time, and over all streams.
class PageRestTest {

    private static final long READ_AT = 7;
    private static final long FIVE_SECONDS = Duration.ofSeconds(5).toNanos();

    private final PageRest.Budget budget = new PageRest.Budget(100_000);

    @Test
    void restIsOldAfterFiveSeconds() {
        var rest = Objects.requireNonNull(PageRest.of(items(1, 10), READ_AT, budget));
        assertThat(rest.isOld(READ_AT + FIVE_SECONDS)).isFalse();
        assertThat(rest.isOld(READ_AT + FIVE_SECONDS + 1)).isTrue();
    }

    @Test
    void onlyTheFrontThatFitsIsKept() {
        var rest = Objects.requireNonNull(PageRest.of(items(10, 20_000), READ_AT, budget));
        assertThat(rest.items()).extracting(Item::position).containsExactly(1L, 2L, 3L);
        assertThat(budget.taken()).isBetween(60_000L, 64L * 1024);
    }

    @Test
    void elementThatIsTooLargeIsNotKept() {
        assertThat(PageRest.of(items(1, 70_000), READ_AT, budget)).isNull();
        assertThat(PageRest.<WatchThreadResponse>of(List.of(), READ_AT, budget)).isNull();
        assertThat(budget.taken()).isZero();
    }

    @Test
    void allRestsTogetherStayWithinTheBudget() {
        var first = Objects.requireNonNull(PageRest.of(items(3, 20_000), READ_AT, budget));
        assertThat(PageRest.of(items(3, 20_000), READ_AT, budget)).isNull();
        first.release();
        assertThat(budget.taken()).isZero();
        assertThat(PageRest.of(items(3, 20_000), READ_AT, budget)).isNotNull();
    }

    @Test
    void budgetCanBeUsedUpButNotExceeded() {
        assertThat(budget.take(100_000)).isTrue();
        assertThat(budget.take(1)).isFalse();
        assertThat(budget.taken()).isEqualTo(100_000);
        budget.giveBack(100_000);
        assertThat(budget.take(100_001)).isFalse();
        assertThat(budget.taken()).isZero();
    }

    private static List<Item<WatchThreadResponse>> items(int count, int length) {
        var items = new ArrayList<Item<WatchThreadResponse>>();
        for (int i = 1; i <= count; i++) {
            items.add(new Item<>(i, FeedUnderTest.message(i, "x".repeat(length))));
        }
        return items;
    }
}

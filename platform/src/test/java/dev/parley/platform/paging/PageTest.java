package dev.parley.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final PageBounds BOUNDS = new PageBounds(50, 200);

    @Test
    void oneExtraElementMeansThatThereIsMore() {
        var page = Page.of(List.of(1, 2, 3), 2);
        assertThat(page.items()).containsExactly(1, 2);
        assertThat(page.more()).isTrue();
        assertThat(page.end()).contains(2);
        assertThat(page.nextToken(String::valueOf)).isEqualTo("2");
        assertThat(page.map(n -> n * 10)).isEqualTo(new Page<>(List.of(10, 20), true));
    }

    @Test
    void lastPageHasNoNext() {
        var page = Page.of(List.of(1, 2), 2);
        assertThat(page.items()).containsExactly(1, 2);
        assertThat(page.end()).isEmpty();
        assertThat(page.nextToken(String::valueOf)).isEmpty();
        assertThat(Page.of(List.of(), 2).more()).isFalse();
    }

    @Test
    void sizeIsStandardOrRequestedAndBounded() {
        assertThat(BOUNDS.size(0)).isEqualTo(50);
        assertThat(BOUNDS.size(-1)).isEqualTo(50);
        assertThat(BOUNDS.size(7)).isEqualTo(7);
        assertThat(BOUNDS.size(1000)).isEqualTo(200);
    }

    @Test
    void boundsWithoutRoomAreRefused() {
        assertThatThrownBy(() -> new PageBounds(0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageBounds(20, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}

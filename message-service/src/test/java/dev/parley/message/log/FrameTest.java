package dev.parley.message.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FrameTest {

    private static int[] numbers(java.util.function.Predicate<Frame.Kind> which) {
        return IntStream.rangeClosed(1, 299)
                .filter(number -> which.test(new Frame.Kind(number)))
                .toArray();
    }

    @Test
    void messagesAndNoticesAreListedAndChangesAreNot() {
        assertThat(numbers(Frame.Kind::isMessage))
                .containsExactly(IntStream.rangeClosed(1, 99).toArray());
        assertThat(numbers(Frame.Kind::isChange))
                .containsExactly(IntStream.rangeClosed(100, 199).toArray());
        assertThat(numbers(kind -> !kind.isListed()))
                .containsExactly(IntStream.rangeClosed(100, 199).toArray());
    }
}

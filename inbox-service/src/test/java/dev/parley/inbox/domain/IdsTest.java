package dev.parley.inbox.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class IdsTest {

    @Test
    void eachKindHasItsPrefix() {
        assertThat(ThreadId.isValid("thr_a")).isTrue();
        assertThat(ThreadId.isValid("usr_a")).isFalse();
        assertThat(UserId.isValid("usr_a")).isTrue();
        assertThat(UserId.isValid("thr_a")).isFalse();
        assertThat(MessageId.isValid("msg_a")).isTrue();
        assertThat(MessageId.isValid("thr_a")).isFalse();
    }

    @Test
    void whatIsNoIdIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ThreadId("usr_a"));
        assertThatIllegalArgumentException().isThrownBy(() -> new UserId("usr_a\n"));
        assertThatIllegalArgumentException().isThrownBy(() -> new MessageId("msg_"));
    }
}

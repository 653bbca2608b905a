package dev.parley.inbox.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdShapeTest {

    @ParameterizedTest
    @ValueSource(strings = {"usr_a", "usr_Z9_-", "usr_012345678901234567890123456789012345678901234567890123456789"})
    void idsFit(String id) {
        assertThat(new UserId(id).value()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "usr_",
                "thr_a",
                "a",
                "usr_a,b",
                "usr_ä",
                "usr_a\n",
                "usr_0123456789012345678901234567890123456789012345678901234567890"
            })
    void otherTextsDoNot(String id) {
        assertThat(UserId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new UserId(id));
    }

    @Test
    void eachKindHasItsPrefix() {
        assertThat(ThreadId.isValid("thr_a")).isTrue();
        assertThat(ThreadId.isValid("usr_a")).isFalse();
        assertThat(MessageId.isValid("msg_a")).isTrue();
        assertThat(MessageId.isValid("thr_a")).isFalse();
    }
}

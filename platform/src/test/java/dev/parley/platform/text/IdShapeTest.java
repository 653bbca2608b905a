package dev.parley.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdShapeTest {

    @ParameterizedTest
    @ValueSource(strings = {"usr_a", "usr_Z9_-", "usr_012345678901234567890123456789012345678901234567890123456789"})
    void idsFit(String id) {
        assertThat(IdShape.fits("usr_", id)).isTrue();
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
        assertThat(IdShape.fits("usr_", id)).isFalse();
    }
}

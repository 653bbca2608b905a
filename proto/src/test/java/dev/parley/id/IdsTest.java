package dev.parley.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdsTest {

    @ParameterizedTest
    @ValueSource(strings = {"usr_a", "usr_Z9_-", "usr_012345678901234567890123456789012345678901234567890123456789"})
    void userIdsFit(String id) {
        assertThat(new UserId(id)).hasToString(id);
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
    void otherTextsAreNoUserIds(String id) {
        assertThat(UserId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new UserId(id));
    }

    @Test
    void eachIdHasAPrefixOfItsOwn() {
        assertThat(ThreadId.isValid("thr_a")).isTrue();
        assertThat(ThreadId.isValid("msg_a")).isFalse();
        assertThat(MessageId.isValid("msg_a")).isTrue();
        assertThat(MessageId.isValid("usr_a")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678", "a.b:c_d-", "0123456789012345678901234567890123456789012345678901234567890123"})
    void requestIdsFit(String id) {
        assertThat(new RequestId(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "12345 78",
                "12345678\n",
                "01234567890123456789012345678901234567890123456789012345678901234"
            })
    void otherTextsAreNoRequestIds(String id) {
        assertThat(RequestId.isValid(id)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestId(id));
    }

    @Test
    void pairIsTheSameWhicheverIsNamedFirst() {
        var alice = new UserId("usr_alice");
        var bob = new UserId("usr_bob");
        assertThat(UserPair.of(bob, alice)).isEqualTo(UserPair.of(alice, bob));
        assertThat(UserPair.of(bob, alice).key()).isEqualTo("usr_alice:usr_bob");
        assertThatIllegalArgumentException().isThrownBy(() -> new UserPair(alice, alice));
    }
}

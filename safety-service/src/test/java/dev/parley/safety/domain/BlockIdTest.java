package dev.parley.safety.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.domain.SafetyProblem.SelfNotAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockIdTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_Bob-2_");

    @ParameterizedTest
    @ValueSource(strings = {"", "usr_", "bob", "Usr_bob", "usr_b b", "usr_b|c", "usr_bö", "usr_bob\n"})
    void malformedUserIdIsRefused(String value) {
        assertThat(UserId.isValid(value)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new UserId(value));
    }

    @Test
    void userIdHasAtMostSixtyCharactersAfterItsPrefix() {
        assertThat(UserId.isValid("usr_" + "x".repeat(60))).isTrue();
        assertThat(UserId.isValid("usr_" + "x".repeat(61))).isFalse();
    }

    @Test
    void keyIsReadBack() {
        var id = new BlockId(ALICE, BOB);
        assertThat(BlockId.ofKey(id.key())).isEqualTo(id);
        assertThatIllegalArgumentException().isThrownBy(() -> BlockId.ofKey("usr_alice"));
    }

    @Test
    void nobodyBlocksThemselves() {
        assertThatThrownBy(() -> new BlockId(ALICE, ALICE))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        carrier -> assertThat(carrier.problem()).isEqualTo(new SelfNotAllowed(ALICE)));
    }

    @Test
    void bothDirectionsAreOnePair() {
        assertThat(new BlockId(ALICE, BOB).pair()).isEqualTo(new BlockId(BOB, ALICE).pair());
        assertThatIllegalArgumentException().isThrownBy(() -> new UserPair(ALICE, BOB));
    }
}

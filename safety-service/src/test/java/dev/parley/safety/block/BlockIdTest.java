package dev.parley.safety.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.UserId;
import dev.parley.platform.problem.ProblemException;
import dev.parley.safety.block.BlockProblem.SelfNotAllowed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BlockIdTest {

    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_Bob-2_");

    @Test
    void keyIsParsedBack() {
        var id = new BlockId(ALICE, BOB);
        assertThat(BlockId.ofKey(id.key())).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "|", "usr_alice", "usr_alice|", "usr_alice|bob"})
    void anyOtherKeyIsRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> BlockId.ofKey(key));
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
    }
}

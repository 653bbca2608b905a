package dev.parley.inbox.merge;

import static dev.parley.inbox.contract.Updates.joined;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import org.junit.jupiter.api.Test;

final class RowStateTest {

    private static final String ANN = "usr_ann";

    @Test
    void nothingIsUnreadUntilTheCursorOfTheNewestJoinArrives() {
        RowState first =
                RowState.UNKNOWN.merge(Participant.joined(new UserId(ANN), 3)).merge(joined(ANN, 5, 3));
        assertThat(first.readOrdinal(9)).isEqualTo(5);

        RowState again = first.merge(Participant.joined(new UserId(ANN), 7));
        assertThat(again.readOrdinal(9)).as("the cursor of the join before").isEqualTo(9);
        assertThat(again.merge(joined(ANN, 8, 7)).readOrdinal(9)).isEqualTo(8);
        assertThat(first.merge(joined(ANN, 8, 7)).merge(Participant.joined(new UserId(ANN), 7)))
                .isEqualTo(again.merge(joined(ANN, 8, 7)));
    }

    @Test
    void founderHasReadNothingUntilACursorArrives() {
        assertThat(RowState.UNKNOWN.merge(Participant.founding(new UserId(ANN))).readOrdinal(9))
                .isZero();
        assertThat(RowState.UNKNOWN.readOrdinal(9)).isZero();
    }
}

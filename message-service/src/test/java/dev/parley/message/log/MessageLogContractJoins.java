package dev.parley.message.log;

import static dev.parley.message.log.MessageLogContractStore.history;
import static dev.parley.message.log.MessageLogContractStore.joined;
import static dev.parley.message.log.MessageLogContractStore.sent;
import static dev.parley.message.log.MessageLogContractStore.unknownThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The promises of every engine about those who joined while a fence was not pushed. The fences that a log gets
/// may leave out versions: only the newest of several changes comes.
public interface MessageLogContractJoins extends MessageLogContractStore {

    /// The fence between, which was without this user, was never pushed.
    @Test
    default void whoLeftAndCameBackBetweenTwoFencesJoinedAgain() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        log.setFence(joined(thread, 1, Map.of(ALICE, 1L, BOB, 1L)));
        sent(log, thread, "request-1");
        log.setFence(joined(thread, 3, Map.of(ALICE, 1L, BOB, 3L)));
        log.setFence(joined(thread, 3, Map.of(ALICE, 1L, BOB, 3L)));
        log.setFence(joined(thread, 4, Map.of(ALICE, 1L, BOB, 3L)));
        assertThat(history(log, thread).stream().skip(1).map(Frame::content))
                .containsExactly(new Frame.Joined(List.of(BOB), Optional.empty()));
    }

    /// The fence with which the thread began was never pushed.
    @Test
    default void whoJoinedBeforeTheFirstFenceThatCameHasJoined() {
        ContractLog log = open();
        ThreadId thread = unknownThread();
        log.setFence(joined(thread, 2, Map.of(ALICE, 1L, BOB, 1L, CAROL, 2L)));
        assertThat(history(log, thread))
                .extracting(Frame::content)
                .containsExactly(new Frame.Joined(List.of(CAROL), Optional.empty()));
    }
}

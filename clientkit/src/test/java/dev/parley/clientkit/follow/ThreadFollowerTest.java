package dev.parley.clientkit.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.feed.v1.CaughtUp;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Hidden;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadStates;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.Status;
import org.junit.jupiter.api.Test;

/// Checks each promise of a feed: a fault that is planted here becomes a violation.
final class ThreadFollowerTest {

    private final ThreadFollower follower = ThreadFollower.eager(0);

    private void message(long sequence) {
        change(sequence, sequence);
    }

    private void change(long sequence, long changed) {
        item(ThreadItem.newBuilder()
                .setSequence(sequence)
                .setMessage(Message.newBuilder().setSequence(changed)));
    }

    private void item(ThreadItem.Builder item) {
        follower.onNext(WatchThreadResponse.newBuilder().setItem(item).build());
    }

    private void caughtUp(long position, String token) {
        follower.onNext(WatchThreadResponse.newBuilder()
                .setCaughtUp(CaughtUp.newBuilder().setPosition(position).setResumeToken(token))
                .build());
    }

    @Test
    void denseFeedWithHiddenRangesAndChangesHasNoViolations() {
        message(1);
        item(ThreadItem.newBuilder()
                .setSequence(2)
                .setHidden(Hidden.newBuilder().setThroughSequence(4)));
        change(5, 1);
        item(ThreadItem.newBuilder().setSequence(6));
        caughtUp(6, "token");
        follower.awaitSequence(6);
        assertThat(follower.violations()).isEmpty();
        assertThat(follower.resumeToken()).isEqualTo("token");
    }

    @Test
    void gapsRepeatsAndChangesOfLaterMessagesAreViolations() {
        message(1);
        message(3);
        message(3);
        change(4, 5);
        assertThat(follower.violations()).hasSize(3);
    }

    @Test
    void markerThatIsWrongOrHasNoTokenIsAViolation() {
        message(1);
        caughtUp(2, "token");
        caughtUp(1, "");
        assertThat(follower.violations()).hasSize(2);
    }

    @Test
    void statesHaveNoPosition() {
        follower.onNext(WatchThreadResponse.newBuilder()
                .setStates(ThreadStates.newBuilder()
                        .addCursors(Cursor.newBuilder().setUserId("usr_bob").setReadSequence(7)))
                .build());
        follower.awaitCursor("usr_bob", 7);
        assertThat(follower.last()).isZero();
    }

    @Test
    void feedThatEndsTooEarlyReportsItsPosition() {
        message(1);
        follower.onError(Status.UNAVAILABLE.asRuntimeException());
        assertThatIllegalStateException()
                .isThrownBy(() -> follower.awaitSequence(2))
                .withMessageContaining("sequence 2")
                .withMessageContaining("UNAVAILABLE")
                .withMessageContaining("at sequence 1");
    }
}

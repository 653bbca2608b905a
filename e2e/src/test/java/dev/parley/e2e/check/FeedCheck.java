package dev.parley.e2e.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.follow.ThreadCheck;
import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.message.v1.Message;
import java.util.List;

/// Compares what a reader received, over one stream or several resumed ones, with the log.
public final class FeedCheck {

    private FeedCheck() {}

    /// Asserts F1 to F3 and F5: the streams together yield the log from the start of the first one, in order,
    /// once, up to the end of the log.
    public static void check(List<ThreadFollower> streams, List<Message> log) {
        checkFeeds(streams.stream().map(ThreadFollower::check).toList(), log);
    }

    /// Does the same for feeds, on streams of their own or not.
    public static void checkFeeds(List<ThreadCheck> feeds, List<Message> log) {
        long position = feeds.getFirst().after();
        for (ThreadCheck stream : feeds) {
            assertThat(stream.violations()).isEmpty();
            assertThat(stream.after()).as("the start of a resumed stream").isEqualTo(position);
            for (Seen seen : stream.seen()) {
                position++;
                assertThat(seen.sequence()).isEqualTo(position);
                assertThat(seen.digest())
                        .as("frame %d as the log has it", position)
                        .isEqualTo(log.get((int) position - 1).hashCode());
            }
        }
        assertThat(position).as("end of the feed").isEqualTo(log.size());
    }
}

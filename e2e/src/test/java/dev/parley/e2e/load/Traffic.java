package dev.parley.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadCheck.Seen;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.SendLine;
import dev.parley.clientkit.send.Sending;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// Sends frames to a thread, and one in five to another, over one stream of a user who is a participant of
/// both. Each thread has a reader who keeps up; the stream is never far ahead of the two.
public final class Traffic {

    private static final int IN_FLIGHT = 512;
    private static final int SHARE = 5;
    private static final int STEP = 1_000;
    private static final String TEXT = "x".repeat(2_000);

    private final User sender;
    private final Lane main;
    private final Lane other;

    /// A thread and its reader, who has read nothing yet.
    ///
    /// @param history the sends to the thread
    private record Lane(String thread, ThreadFollower reader, History history) {

        Lane(String thread, ThreadFollower reader) {
            this(thread, reader, new History());
        }

        Duration delay() {
            Map<Long, Long> begunNanos = history.all().stream()
                    .collect(Collectors.toMap(
                            sending -> sending.message().orElseThrow().getSequence(), Sending::begunNanos));
            long[] delays = reader.seen().stream()
                    .mapToLong(seen -> seen.atNanos() - begunNanos.get(seen.sequence()))
                    .sorted()
                    .toArray();
            return Duration.ofNanos(delays[delays.length / 2]);
        }
    }

    /// Starts to read both threads, which are empty.
    public Traffic(User sender, String thread, User otherReader, String otherThread) {
        this.sender = sender;
        this.main = new Lane(thread, sender.follow(thread, 0));
        this.other = new Lane(otherThread, otherReader.follow(otherThread, 0));
        main.reader().awaitCaughtUp(1);
        other.reader().awaitCaughtUp(1);
    }

    /// Sends this many frames to the thread, and returns once all are acknowledged and read.
    public void send(int frames) {
        var line = new SendLine(sender, main.history(), IN_FLIGHT);
        var otherLine = new SendLine(sender, other.history(), IN_FLIGHT / SHARE);
        for (int i = 0; i < frames; i++) {
            assertThat(line.send(User.draft(main.thread(), "frame-%06d".formatted(i), TEXT)))
                    .isTrue();
            if (i % SHARE == 0) {
                assertThat(otherLine.send(User.draft(other.thread(), "frame-%06d".formatted(i), TEXT)))
                        .isTrue();
            }
            if (i % STEP == 0) {
                main.reader().awaitSequence(i - STEP);
                other.reader().awaitSequence((i - STEP) / SHARE);
            }
        }
        line.finish();
        otherLine.finish();
        end(main, frames);
        end(other, (frames + SHARE - 1) / SHARE);
    }

    private static void end(Lane lane, int frames) {
        assertThat(lane.history().all(Sending.Fate.ACKED)).hasSize(frames);
        lane.reader().awaitSequence(frames);
        assertThat(lane.reader().violations()).isEmpty();
        lane.reader().close();
    }

    /// Returns the median time from the invocation of a send until the reader of the thread had it.
    public Duration delay() {
        return main.delay();
    }

    /// Returns the same for the other thread.
    public Duration otherDelay() {
        return other.delay();
    }

    /// Returns the digests of the messages that the reader of the thread saw, in order.
    public int[] digests() {
        return main.reader().seen().stream().mapToInt(Seen::digest).toArray();
    }
}

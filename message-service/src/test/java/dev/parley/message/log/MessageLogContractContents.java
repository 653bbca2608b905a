package dev.parley.message.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.KnownRows.Lookup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every engine returns every content of a frame as it was written.
public interface MessageLogContractContents extends MessageLogContractStore {

    /// Writes one frame of any content.
    record Any(ThreadId thread, FrameId id, Content content) implements Change<Frame> {

        private static final byte[] HASH = {1};

        @Override
        public Optional<Lookup> identity() {
            return Optional.of(new Lookup(thread, id, HASH));
        }

        @Override
        public List<Lookup> references() {
            return List.of();
        }

        @Override
        public boolean knowsFence(long storedVersion) {
            return true;
        }

        @Override
        public int weight() {
            return content.weight();
        }

        @Override
        public Outcome<Frame> decide(GrowingThread growing, Known known, Instant now) {
            Frame frame = growing.next(id, content, now);
            return new Outcome<>(
                    frame,
                    List.of(new NewFrame(frame, HASH)),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    false);
        }
    }

    /// Contents of every type: one with all fields, and one with as few as possible.
    static List<Content> samples() {
        var target = new Frame.Reference(new MessageId("msg_target"), 1);
        var service = Optional.of(new Actor("service:booking"));
        List<UserId> users = List.of(BOB, CAROL);
        return List.of(
                new Frame.Posted(ALICE, "text", Optional.of(target)),
                new Frame.Posted(ALICE, "text", Optional.empty()),
                new Frame.Posted(service, "text", Optional.of(target)),
                new Frame.Posted(Optional.empty(), "", Optional.empty()),
                new Frame.Joined(users, service),
                new Frame.Joined(List.of(BOB), Optional.empty()),
                new Frame.Left(users, service, Departure.Cause.REMOVED),
                new Frame.Left(List.of(BOB), Optional.of(Actor.of(BOB)), Departure.Cause.LEFT),
                new Frame.Unknown(Revision.KIND, Optional.empty(), Optional.of(target), ""),
                new Frame.Unknown(Revision.KIND, Optional.empty(), Optional.empty(), ""));
    }

    @Test
    default void everyContentIsReadAsItWasWritten() {
        assertThat(samples().stream().<Class<?>>map(Object::getClass))
                .as("a sample of each content")
                .containsAll(List.of(Content.class.getPermittedSubclasses()));
        ContractLog log = open();
        ThreadId thread = MessageLogContractStore.newThread(log);
        MessageLogContractStore.sent(log, thread, "request-1");
        List<Frame> written = IntStream.range(0, samples().size())
                .mapToObj(
                        i -> new Any(thread, new FrameId("frm_" + i), samples().get(i)))
                .map(change -> log.write(change).join())
                .toList();

        assertThat(written).extracting(Frame::content).isEqualTo(samples());
        assertThat(Stream.of(log, open()).map(one -> one.after(thread, 1, 100).orElseThrow()))
                .allSatisfy(page -> assertThat(page.frames()).isEqualTo(written));
    }
}

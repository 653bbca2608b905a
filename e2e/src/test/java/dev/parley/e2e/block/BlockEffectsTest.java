package dev.parley.e2e.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.e2e.block.Party.Form;
import dev.parley.e2e.block.Party.Who;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.e2e.process.SharedServer;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each cell of the table of what a block does, over the wire.
@ExtendWith(SharedServer.class)
@TestInstance(Lifecycle.PER_CLASS)
final class BlockEffectsTest {

    private static final Path TABLE = Path.of("..", "docs", "block-effects.csv");

    /// What only the blocker may do or see. The blocked user, who is refused, knows who of the two did not block.
    private static final Set<String> BLOCKER_ONLY =
            Set.of("adds a guest", "creates a larger group", "adds the other to another group", "ListBlocks");

    private final ParleyServer server;
    private final Map<Form, Scene> scenes = new EnumMap<>(Form.class);

    BlockEffectsTest(ParleyServer server) {
        this.server = server;
    }

    /// The scenes wait for heartbeats, so they are played at the same time.
    @BeforeAll
    void play() throws ExecutionException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var playing = new EnumMap<Form, Future<Scene>>(Form.class);
            for (Form form : Form.values()) {
                playing.put(form, threads.submit(() -> Scene.play(server, form)));
            }
            for (var entry : playing.entrySet()) {
                scenes.put(entry.getKey(), entry.getValue().get());
            }
        }
    }

    /// A line of the table: what somebody does or sees, and the words for each user of each form of thread.
    record Line(String what, List<String> words) {
        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Line> lines() {
        try {
            return Files.readAllLines(TABLE).stream().skip(1).map(line -> {
                var words = List.of(line.split(",", -1));
                return new Line(words.getFirst(), words.subList(1, words.size()));
            });
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void blockHasTheEffectsOfTheTable(Line line) {
        var words = new ArrayList<String>();
        for (Form form : Form.values()) {
            for (Who who : form.users()) {
                words.add(word(line.what(), form, who));
            }
        }
        assertThat(words).isEqualTo(line.words());
    }

    private String word(String what, Form form, Who who) {
        var deed = Deeds.all().get(what);
        return deed == null
                ? Sights.all().get(what).of(Objects.requireNonNull(scenes.get(form)), who)
                : Deeds.outcome(deed, blocked(form, who), who);
    }

    /// Returns a thread that a user owns, and in which each user has sent a message before the block.
    private Party blocked(Form form, Who owner) {
        var party = Party.of(server, form, owner);
        form.users().forEach(who -> Deeds.sendFirst(party, who));
        party.blocker().block(party.blocked().userId());
        return party;
    }

    @Test
    void tableHasALineForEverythingThatIsTested() {
        assertThat(lines().map(Line::what))
                .containsExactlyElementsOf(Stream.concat(Deeds.all().keySet().stream(), Sights.all().keySet().stream())
                        .toList());
    }

    @Test
    void bothUsersOfATwoPersonThreadSeeTheSame() {
        assertThat(lines().filter(line -> !BLOCKER_ONLY.contains(line.what()))).allSatisfy(line -> {
            assertThat(line.words().get(0)).isEqualTo(line.words().get(1));
            assertThat(line.words().get(2)).isEqualTo(line.words().get(3));
        });
    }

    /// Not only code and reason: no detail of a refusal tells who of the two blocks the other.
    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsOfBothUsersAreEqual(String what) {
        var party = blocked(Form.PAIR, Who.BLOCKER);
        var both = Stream.of(Who.BLOCKER, Who.BLOCKED)
                .map(who -> catchThrowableOfType(
                        StatusRuntimeException.class,
                        () -> Deeds.all().get(what).attempt(party, who)))
                .map(StatusProto::fromThrowable)
                .toList();
        assertThat(both.getFirst()).isNotNull().isEqualTo(both.getLast());
    }

    static Stream<String> refusals() {
        return Stream.of("sends", "sends in a stream", "opens the direct thread", "creates a group of the two");
    }
}

package dev.parley.platform.consistency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.text.MarkedToken;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConsistencyTokensTest {

    private static final ThreadId THREAD = new ThreadId("thr_01JDQ8Z6T3K4M5N6P7Q8R9S0TV");
    private static final ThreadId OTHER = new ThreadId("thr_b");
    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");

    @Test
    void positionsAreReadBack() {
        var positions = List.of(
                Position.head(THREAD, 1),
                Position.cursor(THREAD, ALICE, 0),
                Position.cursor(THREAD, BOB, Long.MAX_VALUE),
                Position.thread(THREAD, 300),
                Position.thread(OTHER, 4_000_000_000L));
        String token = ConsistencyTokens.write(positions);

        assertThat(token).matches("[A-Za-z0-9_-]+").hasSizeLessThan(250);
        assertThat(ConsistencyTokens.read(List.of(token))).isEqualTo(positions);
    }

    @Test
    void greatestPositionOfEachSubjectWinsAmongSeveralTokens() {
        String first = ConsistencyTokens.write(Position.head(THREAD, 7), Position.head(OTHER, 1));
        String second = ConsistencyTokens.write(
                Position.head(THREAD, 5), Position.head(OTHER, 2), Position.head(OTHER, 9), Position.thread(THREAD, 1));

        assertThat(ConsistencyTokens.read(List.of(first, "", second)))
                .containsExactlyInAnyOrder(
                        Position.head(THREAD, 7), Position.head(OTHER, 9), Position.thread(THREAD, 1));
    }

    @Test
    void tokenOfNoPositionsWaitsForNothing() {
        assertThat(ConsistencyTokens.write()).isNotEmpty();
        assertThat(ConsistencyTokens.read(List.of("", ConsistencyTokens.write())))
                .isEmpty();
    }

    @Test
    void damageIsRefusedAtEveryPlace() {
        String token = ConsistencyTokens.write(Position.head(THREAD, 7), Position.cursor(OTHER, ALICE, 3));
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refused(token.substring(0, i) + other + token.substring(i + 1));
            if (i > 0) {
                refused(token.substring(0, i));
            }
        }
        refused(token + "A");
        refused("not a token");
        refused("A".repeat(100_000));
    }

    @Test
    void malformedBytesWithAValidMarkAreRefused() {
        var random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = new byte[random.nextInt(40)];
            random.nextBytes(body);
            if (body.length > 0) {
                body[0] = (byte) (1 + random.nextInt(4));
            }
            String token = MarkedToken.write((byte) 1, "consistency", body);
            try {
                ConsistencyTokens.read(List.of(token));
            } catch (ProblemException malformed) {
                assertThat(malformed.problem()).isInstanceOf(RequestInvalid.class);
            }
        }
    }

    @Test
    void typeOfALaterVersionIsSkipped() {
        var body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {99, 2, 1, 1});
        body.writeBytes(PositionBytes.write(Position.head(THREAD, 7)));
        String token = MarkedToken.write((byte) 1, "consistency", body.toByteArray());

        assertThat(ConsistencyTokens.read(List.of(token))).containsExactly(Position.head(THREAD, 7));
    }

    @Test
    void tokenIsBoundedAndKeepsTheFirstPositions() {
        var many = IntStream.range(0, 300)
                .mapToObj(i -> Position.head(new ThreadId("thr_01JDQ8Z6T3K4M5N6P7Q8R9S" + i), i))
                .toList();
        String token = ConsistencyTokens.write(many);
        var kept = ConsistencyTokens.read(List.of(token));

        assertThat(token.length()).isBetween(900, ConsistencyTokens.MAX_CHARS);
        assertThat(kept).hasSizeGreaterThanOrEqualTo(22).isEqualTo(many.subList(0, kept.size()));
    }

    @Test
    void fiveOfTheLongestFit() {
        var longest = IntStream.range(0, 5)
                .mapToObj(i -> Position.cursor(
                        new ThreadId("thr_" + "t".repeat(59) + i), new UserId("usr_" + "u".repeat(60)), Long.MAX_VALUE))
                .toList();
        assertThat(ConsistencyTokens.read(List.of(ConsistencyTokens.write(longest))))
                .isEqualTo(longest);
    }

    private static void refused(String token) {
        assertThatThrownBy(() -> ConsistencyTokens.read(List.of("", token)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        carrier -> assertThat(carrier.problem())
                                .isInstanceOfSatisfying(
                                        RequestInvalid.class,
                                        problem -> assertThat(problem.violations()
                                                        .getFirst()
                                                        .field())
                                                .isEqualTo("consistency_tokens[1]")));
    }
}

package dev.parley.platform.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {

    private static final String QUERY = "ListThreads|usr_a|kind=INQUIRY";

    @Test
    void positionIsReadBack() {
        String token = PageTokens.write(QUERY, 1234567890123L, "thr_ä|1", "");

        assertThat(token).matches("[A-Za-z0-9_-]+").hasSizeLessThan(80);
        assertThat(PageTokens.read(token, QUERY, 3, parts -> parts)).contains(List.of("1234567890123", "thr_ä|1", ""));
    }

    @Test
    void emptyTokenIsTheStart() {
        assertThat(PageTokens.read("", QUERY, 2, parts -> parts)).isEmpty();
    }

    @Test
    void tokenOfAnotherQueryIsRefused() {
        refused(PageTokens.write("ListThreads|usr_b|kind=INQUIRY", 1, 2), 2);
    }

    @Test
    void tokenWithOtherPartsIsRefused() {
        refused(PageTokens.write(QUERY, 1, 2), 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AQ", "not a token", "AAAAAAAAAAAAAAAA", "=", "ünicode"})
    void malformedTokenIsRefused(String token) {
        refused(token, 1);
    }

    @Test
    void changedAndHugeTokensAreRefused() {
        String token = PageTokens.write(QUERY, 1, "thr_a");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            refused(token.substring(0, i) + other + token.substring(i + 1), 2);
        }
        refused("A".repeat(5000), 1);
    }

    /// Positions as the RPCs write them: a moment and an id, a number, an id, three parts.
    static Stream<List<Object>> positions() {
        return Stream.of(
                List.of(Instant.parse("2026-11-01T10:00:00.123456Z"), "usr_alice"),
                List.of(122),
                List.of(1_000_000_000_000L),
                List.of("usr_bob"),
                List.of(1, Instant.parse("2026-11-01T10:00:00Z"), "thr_" + "x".repeat(60)));
    }

    /// Such as a column, a URL or a limit of a log does.
    @ParameterizedTest
    @MethodSource("positions")
    void cutAndFlippedTokensAreRefused(List<Object> position) {
        String token = PageTokens.write(QUERY, position.toArray());
        for (int cut = 1; cut <= Math.min(25, token.length() - 1); cut++) {
            refused(token.substring(0, token.length() - cut), position.size());
            refused(token.substring(cut), position.size());
        }
        for (int i = 0; i < token.length(); i++) {
            for (char other : new char[] {'A', 'z', '-', '=', '~', ' ', (char) (token.charAt(i) ^ 1)}) {
                if (other != token.charAt(i)) {
                    refused(token.substring(0, i) + other + token.substring(i + 1), position.size());
                }
            }
        }
        for (String added : List.of("A", "=", "==", " ", "AAAA")) {
            refused(token + added, position.size());
        }
    }

    @Test
    void positionIsParsed() {
        assertThat(PageTokens.read(PageTokens.write(QUERY, 7), QUERY, 1, parts -> Long.valueOf(parts.getFirst())))
                .contains(7L);
        assertThat(PageTokens.read("", QUERY, 1, parts -> Long.valueOf(parts.getFirst())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "2026-13-01T00:00:00Z", "+1000000000-12-31T23:59:59Z", "-4800-01-01T00:00:00Z"})
    void positionThatCannotBeParsedIsRefused(String forged) {
        assertInvalid(
                () -> PageTokens.read(
                        PageTokens.write(QUERY, forged),
                        QUERY,
                        1,
                        parts -> WireTime.bounded(Instant.parse(parts.getFirst()))),
                "page_token");
    }

    @Test
    void resumeTokenIsReadBackAndRefusedAsOne() {
        assertThat(PageTokens.<Long>readResume(PageTokens.write(QUERY, 7), QUERY, Long::valueOf))
                .isEqualTo(7);
        for (String token : List.of("", "nonsense", PageTokens.write(QUERY, "x"), PageTokens.write(QUERY, 1, 2))) {
            assertInvalid(() -> PageTokens.readResume(token, QUERY, Long::valueOf), "resume_token");
        }
    }

    private static void refused(String token, int parts) {
        assertInvalid(() -> PageTokens.read(token, QUERY, parts, position -> position), "page_token");
    }

    private static void assertInvalid(ThrowingCallable read, String field) {
        assertThatThrownBy(read)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isEqualTo(new PageTokenInvalid(field)));
    }
}

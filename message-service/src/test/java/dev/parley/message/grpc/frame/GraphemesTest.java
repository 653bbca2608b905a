package dev.parley.message.grpc.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GraphemesTest {

    private static final String FAMILY = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67";
    private static final String FLAG = "\ud83c\uddeb\ud83c\uddf7";
    private static final String WAVE = "\ud83d\udc4b\ud83c\udffd";
    private static final String KEYCAP = "1\ufe0f\u20e3";
    private static final String MARKED = "e\u0301\u0323";
    private static final String HANGUL = "\u1112\u1161\u11ab";
    private static final String DEVANAGARI = "\u0928\u093f";
    private static final String LINE = "\r\n";

    private static final List<String> CLUSTERS =
            List.of("a", " ", "\ud83c\udf89", FAMILY, FLAG, WAVE, KEYCAP, MARKED, HANGUL, DEVANAGARI, LINE);

    @ParameterizedTest
    @ValueSource(strings = {FAMILY, FLAG, WAVE, KEYCAP, MARKED, HANGUL, DEVANAGARI, LINE})
    void clusterThatDoesNotFitIsLeftOut(String cluster) {
        int points = cluster.codePointCount(0, cluster.length());
        String text = "ab" + cluster + "c";
        for (int more = 0; more < points; more++) {
            assertThat(cut(text, 2 + more)).isEqualTo("ab");
        }
        assertThat(cut(text, 2 + points)).isEqualTo("ab" + cluster);
        assertThat(cut(text, 3 + points)).isEqualTo(text);
    }

    @Test
    void flagsInARowAreCutBetweenFlags() {
        String text = FLAG.repeat(10);
        assertThat(cut(text, 5)).isEqualTo(FLAG.repeat(2));
        assertThat(cut(text, 6)).isEqualTo(FLAG.repeat(3));
    }

    @Test
    void clusterThatIsLongerThanTheWholePartIsCut() {
        assertThat(cut("e" + "\u0301".repeat(500), 120)).isEqualTo("e" + "\u0301".repeat(119));
        assertThat(cut(("\ud83d\udc68\u200d").repeat(100), 5)).hasSize(8);
    }

    /// Random texts of whole clusters are cut between two of them, and no earlier than necessary.
    @Test
    void textsAreCutAtTheLastClusterThatFits() {
        Seeds.forEach(500, random -> {
            var text = new StringBuilder();
            int most = 1 + random.nextInt(30);
            String expected = "";
            boolean fits = true;
            for (int i = 0; i < 20; i++) {
                // Without this, a mark would join the cluster before it, and flags would pair anew.
                text.append(CLUSTERS.get(random.nextInt(CLUSTERS.size()))).append('x');
                for (String whole : List.of(text.substring(0, text.length() - 1), text.toString())) {
                    fits &= whole.codePointCount(0, whole.length()) <= most;
                    expected = fits ? whole : expected;
                }
            }
            String cut = cut(text.toString(), most);
            assertThat(cut.length()).isGreaterThanOrEqualTo(1);
            if (!expected.isEmpty()) {
                assertThat(cut).isEqualTo(expected);
            }
        });
    }

    @Test
    void previewsAndFallbackTextsEndBetweenClusters() {
        assertThat(FallbackText.shown("\n" + "a".repeat(118) + FAMILY + "b", 120))
                .isEqualTo("a".repeat(118));
        assertThat(FallbackText.of("a".repeat(199) + FLAG)).isEqualTo("a".repeat(199));
        assertThat(FallbackText.of("a".repeat(198) + FLAG)).isEqualTo("a".repeat(198) + FLAG);
    }

    private static String cut(String text, int characters) {
        return text.substring(0, Graphemes.end(text, 0, characters));
    }
}

package dev.parley.safety.screen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.id.UserId;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.PairBlocks;
import dev.parley.safety.memory.MemoryBlockStore;
import dev.parley.safety.memory.MemoryFreePairs;
import dev.parley.safety.screen.Finding.ContactNotAllowed;
import dev.parley.safety.screen.Finding.ContentRejected;
import dev.parley.safety.screen.Finding.Mask;
import dev.parley.safety.screen.Finding.Nudge;
import dev.parley.safety.screen.Finding.PolicyTag;
import dev.parley.safety.screen.Finding.Spam;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class SendScreenerTest {

    private static final Verdict NO_CONTACT = Verdict.of(List.of(new ContactNotAllowed()));
    private static final Verdict MALFORMED =
            Verdict.of(List.of(new ContentRejected("draft-malformed", Optional.empty())));

    private final MemoryBlockStore store = new MemoryBlockStore();
    private final PairBlocks pairs = new PairBlocks(store, new MemoryFreePairs());
    private final SendScreener screener =
            new SendScreener(pairs, List.of(new TextLengthRule(10), new ControlCharacterRule()));

    @Test
    void textThatSatisfiesTheRulesIsAllowed() {
        assertThat(screen(draft("usr_a", "usr_b", "Hello"), draft("usr_a", "", "")))
                .containsExactly(Verdict.ALLOWED, Verdict.ALLOWED);
        assertThat(Verdict.ALLOWED.decision()).isEqualTo(Decision.ALLOW);
    }

    @Test
    void blockRefusesBothDirections() {
        block("usr_a", "usr_b");

        assertThat(screen(draft("usr_a", "usr_b", "Hello"), draft("usr_b", "usr_a", "Hello")))
                .containsExactly(NO_CONTACT, NO_CONTACT);
        assertThat(NO_CONTACT.decision()).isEqualTo(Decision.REFUSE);
    }

    @Test
    void blockIsReportedBeforeAnyRule() {
        block("usr_a", "usr_b");

        assertThat(screen(draft("usr_a", "usr_b", "\u0000"))).containsExactly(NO_CONTACT);
    }

    @Test
    void blockDoesNotStopASendWithoutCounterpart() {
        block("usr_a", "usr_b");

        assertThat(screen(draft("usr_a", "", "Hello"), draft("usr_a", "usr_a", "Hello")))
                .containsExactly(Verdict.ALLOWED, Verdict.ALLOWED);
    }

    @Test
    void onlyTheMalformedDraftIsRefused() {
        assertThat(screen(
                        Draft.of("t", "usr_a", "usr_b", "Hello"),
                        Draft.of("thr_1", "a", "usr_b", "Hello"),
                        Draft.of("thr_1", "usr_a", "b|c", "Hello"),
                        Draft.of("thr_1", "usr_a", "usr_b", "Hello")))
                .containsExactly(MALFORMED, MALFORMED, MALFORMED, Verdict.ALLOWED);
    }

    @Test
    void onlyTheOversizedDraftIsRefused() {
        assertThat(screen(draft("usr_a", "usr_b", "x".repeat(1_000_000)), draft("usr_a", "usr_b", "Hello")))
                .containsExactly(
                        Verdict.of(List.of(new ContentRejected("text-length", Optional.of(new Span(10, 1_000_000))))),
                        Verdict.ALLOWED);
    }

    @Test
    void firstRefusalEndsTheScreening() {
        assertThat(screen(draft("usr_a", "", "\u0000" + "x".repeat(10))))
                .extracting(verdict -> ((ContentRejected) verdict.refusal().orElseThrow()).policy())
                .containsExactly("text-length");
    }

    @Test
    void verdictContainsTheFindingsOfAllRules() {
        var span = new Span(0, 1);
        var nudge = new Nudge("contact-sharing", Optional.of(span));
        ScreenRule first = draft -> List.of(nudge, new Spam(0.25));
        ScreenRule second = draft -> List.of(new Mask(span), new PolicyTag("HARASSMENT"), new Spam(0.125));
        var wide = new SendScreener(pairs, List.of(first, second));

        assertThat(wide.screen(List.of(draft("usr_a", "", "x"))))
                .containsExactly(
                        new Verdict(Optional.empty(), List.of(nudge), List.of(span), List.of("HARASSMENT"), 0.25));
    }

    @Test
    void refusalKeepsTheNudgesBeforeIt() {
        var nudge = new Nudge("contact-sharing", Optional.empty());
        ScreenRule hints = draft -> List.of(nudge);
        ScreenRule refuses = draft -> List.of(new ContentRejected("no", Optional.empty()));
        ScreenRule never = draft -> {
            throw new AssertionError("not evaluated");
        };
        var verdict = new SendScreener(pairs, List.of(hints, refuses, never))
                .screen(List.of(draft("usr_a", "", "x")))
                .getFirst();

        assertThat(verdict.decision()).isEqualTo(Decision.REFUSE);
        assertThat(verdict.nudges()).containsExactly(nudge);
    }

    @Test
    void spamScoreIsFromZeroToOne() {
        Stream.of(-0.1, 1.1, Double.NaN)
                .forEach(score -> assertThatIllegalArgumentException().isThrownBy(() -> new Spam(score)));
    }

    private List<Verdict> screen(Draft... drafts) {
        return screener.screen(Arrays.asList(drafts));
    }

    private void block(String blocker, String blocked) {
        var id = new BlockId(new UserId(blocker), new UserId(blocked));
        store.start(id, Instant.EPOCH, current -> current);
    }

    private static Draft draft(String sender, String counterpart, String text) {
        return Draft.of("thr_1", sender, counterpart, text);
    }
}

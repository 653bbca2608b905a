package dev.parley.safety.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.safety.internal.v1.Decision;
import dev.parley.safety.screen.Finding.Mask;
import dev.parley.safety.screen.Finding.Nudge;
import dev.parley.safety.screen.Finding.PolicyTag;
import dev.parley.safety.screen.Finding.Spam;
import dev.parley.safety.screen.Span;
import dev.parley.safety.screen.Verdict;
import dev.parley.type.v1.TextSpan;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VerdictMapperTest {

    @Test
    void everyFindingIsInTheResponse() {
        var verdict = VerdictMapper.mapped(Verdict.of(List.of(
                new Nudge("contact-sharing", Optional.of(new Span(1, 2))),
                new Nudge("be-kind", Optional.empty()),
                new Mask(new Span(3, 5)),
                new PolicyTag("HARASSMENT"),
                new Spam(0.5))));

        assertThat(verdict.getDecision()).isEqualTo(Decision.DECISION_ALLOW);
        assertThat(verdict.hasRefusal()).isFalse();
        assertThat(verdict.getNudgesList())
                .containsExactly(
                        nudge("contact-sharing").setSpan(span(1, 2)).build(),
                        nudge("be-kind").build());
        assertThat(verdict.getMaskedList()).containsExactly(span(3, 5));
        assertThat(verdict.getPolicyTagsList()).containsExactly("HARASSMENT");
        assertThat(verdict.getSpamScore()).isEqualTo(0.5);
    }

    private static dev.parley.safety.v1.Nudge.Builder nudge(String code) {
        return dev.parley.safety.v1.Nudge.newBuilder().setCode(code);
    }

    private static TextSpan span(int start, int end) {
        return TextSpan.newBuilder().setStart(start).setEnd(end).build();
    }
}

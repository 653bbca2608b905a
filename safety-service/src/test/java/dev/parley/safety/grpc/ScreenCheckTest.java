package dev.parley.safety.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.platform.wire.RequestRules;
import dev.parley.safety.internal.v1.ScreenSendRequest;
import dev.parley.safety.internal.v1.SendDraft;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The requests that the quick check accepts satisfy the rules of the proto.
final class ScreenCheckTest {

    private static final ScreenCheck CHECK = new ScreenCheck();
    private static final SendDraft ANY =
            SendDraft.newBuilder().setThreadId("?").setText("\u0000").build();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 255, 256})
    void batchesWithinTheBoundsSatisfyTheRules(int drafts) {
        assertThat(CHECK.surelyKeepsRules(batch(drafts))).isTrue();
        assertThatCode(() -> new RequestRules(List.of()).check(batch(drafts))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void otherBatchesAreLeftToTheRules(int drafts) {
        assertThat(CHECK.surelyKeepsRules(batch(drafts))).isFalse();
    }

    @Test
    void draftsHaveNoRulesOfTheirOwn() {
        assertThatCode(() -> new RequestRules(List.of()).check(SendDraft.getDefaultInstance()))
                .doesNotThrowAnyException();
    }

    private static ScreenSendRequest batch(int drafts) {
        return ScreenSendRequest.newBuilder()
                .addAllDrafts(Collections.nCopies(drafts, ANY))
                .build();
    }
}

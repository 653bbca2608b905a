package dev.parley.thread.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.domain.GroupRole;
import dev.parley.thread.domain.MarketplaceRole;
import dev.parley.thread.domain.ParticipantStatus;
import dev.parley.thread.domain.ThreadForm;
import dev.parley.thread.domain.ThreadKind;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The mappers take each value of an enum to the value of the same name: so the names have to be the same.
final class WordsTest {
    @Test
    void everyValueHasItsPartnerOnTheWire() {
        assertThat(names(ThreadForm.values()))
                .isEqualTo(names(dev.parley.thread.v1.ThreadForm.values(), "THREAD_FORM_", true));
        assertThat(names(ThreadKind.values()))
                .isEqualTo(names(dev.parley.thread.v1.ThreadKind.values(), "THREAD_KIND_", true));
        assertThat(names(ParticipantStatus.values()))
                .isEqualTo(names(dev.parley.thread.v1.ParticipantStatus.values(), "PARTICIPANT_STATUS_", true));
        assertThat(names(GroupRole.values()))
                .isEqualTo(names(dev.parley.thread.v1.GroupRole.values(), "GROUP_ROLE_", false));
        assertThat(names(MarketplaceRole.values()))
                .isEqualTo(names(dev.parley.thread.v1.MarketplaceRole.values(), "MARKETPLACE_ROLE_", false));
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    private static List<String> names(Enum<?>[] values, String prefix, boolean withoutUnspecified) {
        Stream<String> names = Arrays.stream(values)
                .map(Enum::name)
                .filter(name -> !name.equals("UNRECOGNIZED"))
                .map(name -> name.substring(prefix.length()));
        return names.filter(name -> !withoutUnspecified || !name.equals("UNSPECIFIED"))
                .toList();
    }
}

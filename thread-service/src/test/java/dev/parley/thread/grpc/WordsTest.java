package dev.parley.thread.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.ParticipantStatus;
import dev.parley.thread.roster.ThreadForm;
import dev.parley.thread.roster.ThreadKind;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each word of the domain becomes the word of the same name, and the contract has no others.
final class WordsTest {
    @Test
    void everyValueHasItsPartnerOnTheWire() {
        assertThat(Stream.of(ThreadForm.values()).map(WordMapper::toProto))
                .containsExactly(
                        dev.parley.thread.v1.ThreadForm.THREAD_FORM_DIRECT,
                        dev.parley.thread.v1.ThreadForm.THREAD_FORM_GROUP);
        assertThat(names(Stream.of(ThreadKind.values()).map(WordMapper::toProto), "THREAD_KIND_"))
                .containsExactly(names(ThreadKind.values()));
        assertThat(names(Stream.of(MarketplaceRole.values()).map(WordMapper::toProto), "MARKETPLACE_ROLE_"))
                .containsExactly(names(MarketplaceRole.values()));
        assertThat(names(Stream.of(GroupRole.values()).map(WordMapper::toProto), "GROUP_ROLE_"))
                .containsExactly(names(GroupRole.values()));
        assertThat(names(Stream.of(ParticipantStatus.values()).map(WordMapper::toProto), "PARTICIPANT_STATUS_"))
                .containsExactly(names(ParticipantStatus.values()));
    }

    @Test
    void whatComesBackIsWhatWentOut() {
        assertThat(Stream.of(ThreadKind.values())
                        .map(kind -> WordMapper.toKind(WordMapper.toProto(kind)).orElseThrow()))
                .containsExactly(ThreadKind.values());
        assertThat(WordMapper.toKind(dev.parley.thread.v1.ThreadKind.THREAD_KIND_UNSPECIFIED))
                .isEmpty();
        assertThat(Stream.of(MarketplaceRole.values()).map(role -> WordMapper.toRole(WordMapper.toProto(role))))
                .containsExactly(MarketplaceRole.values());
    }

    private static String[] names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toArray(String[]::new);
    }

    private static Stream<String> names(Stream<? extends Enum<?>> values, String prefix) {
        return values.map(Enum::name).map(name -> name.substring(prefix.length()));
    }
}

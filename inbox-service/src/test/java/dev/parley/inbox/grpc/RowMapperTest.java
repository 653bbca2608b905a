package dev.parley.inbox.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// The words of the contract and of the domain are the same, one by one.
final class RowMapperTest {

    @Test
    void everyFormOfTheContractIsKnown() {
        assertThat(dev.parley.inbox.folder.ThreadForm.values())
                .hasSize(ThreadForm.values().length - 1)
                .containsAll(Arrays.stream(ThreadForm.values())
                        .map(RowMapper::toForm)
                        .toList());
        assertThat(RowMapper.toForm(ThreadForm.UNRECOGNIZED)).isEqualTo(dev.parley.inbox.folder.ThreadForm.UNSPECIFIED);
    }

    @Test
    void everyKindOfTheContractIsKnown() {
        assertThat(dev.parley.inbox.folder.ThreadKind.values())
                .hasSize(ThreadKind.values().length - 1)
                .containsAll(Arrays.stream(ThreadKind.values())
                        .map(RowMapper::toKind)
                        .toList());
        assertThat(RowMapper.toKind(ThreadKind.UNRECOGNIZED)).isEqualTo(dev.parley.inbox.folder.ThreadKind.UNSPECIFIED);
    }
}

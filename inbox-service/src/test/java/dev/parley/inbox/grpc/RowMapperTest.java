package dev.parley.inbox.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.v1.Folder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class RowMapperTest {

    @Test
    void everyFolderOfTheContractIsKnown() {
        var known = Arrays.stream(dev.parley.inbox.folder.Folder.values())
                .map(folder -> Folder.forNumber(folder.number()))
                .toList();
        assertThat(known).doesNotContainNull();
        assertThat(Folder.values()).hasSize(known.size() + 2).containsAll(known);
        assertThat(known)
                .allSatisfy(folder ->
                        assertThat(RowMapper.toFolder(folder).number()).isEqualTo(folder.getNumber()));
        assertThat(RowMapper.toFolder(Folder.FOLDER_UNSPECIFIED)).isEqualTo(dev.parley.inbox.folder.Folder.ALL);
    }

    @Test
    void countsFitIntoTheWireType() {
        assertThat(RowMapper.count(7)).isEqualTo(7);
        assertThat(RowMapper.count(-7)).isZero();
        assertThat(RowMapper.count(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }
}

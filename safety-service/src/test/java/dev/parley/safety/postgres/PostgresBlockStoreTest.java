package dev.parley.safety.postgres;

import dev.parley.safety.SafetyUnderTest;
import dev.parley.safety.block.Block;
import dev.parley.safety.block.BlockId;
import dev.parley.safety.block.BlockStore;
import dev.parley.safety.block.BlockStoreContract;
import java.sql.SQLException;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SafetyUnderTest.Shared.class)
final class PostgresBlockStoreTest implements BlockStoreContract {

    private final SafetyUnderTest safety;

    PostgresBlockStoreTest(SafetyUnderTest safety) {
        this.safety = safety;
    }

    @Override
    public BlockStore store() {
        return safety.service().bean(BlockStore.class);
    }

    @Override
    public boolean isUnfinished(BlockId id) {
        try (var connection = safety.database().connect();
                var select = connection.prepareStatement("select 1 from safety.outbox where topic = ? and key = ?")) {
            select.setString(1, Block.TOPIC);
            select.setString(2, id.key());
            return select.executeQuery().next();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}

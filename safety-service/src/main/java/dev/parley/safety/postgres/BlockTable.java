package dev.parley.safety.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.Repository;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The plain reads of `user_block`.
@JdbcRepository(dialect = Dialect.POSTGRES)
@Repository("safety")
interface BlockTable extends GenericRepository<BlockRow, BlockRow.Key> {

    Optional<BlockRow> findById(BlockRow.Key key);

    @Query("""
            select blocker_id, blocked_id, active, version, applied_version, create_time from user_block
            where blocker_id = :blocker and active
            order by create_time desc, blocked_id desc limit :limit
            """)
    List<BlockRow> findNewest(String blocker, int limit);

    @Query("""
            select blocker_id, blocked_id, active, version, applied_version, create_time from user_block
            where blocker_id = :blocker and active and (create_time, blocked_id) < (:createTime, :blocked)
            order by create_time desc, blocked_id desc limit :limit
            """)
    List<BlockRow> findOlder(String blocker, Instant createTime, String blocked, int limit);
}

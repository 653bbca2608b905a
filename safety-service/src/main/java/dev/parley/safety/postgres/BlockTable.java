package dev.parley.safety.postgres;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.annotation.Repository;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The simple reads of `block`.
@JdbcRepository(dialect = Dialect.POSTGRES)
@Repository("safety")
interface BlockTable extends GenericRepository<BlockRow, BlockRow.Key> {

    String COLUMNS =
            "blocker_id, blocked_id, version, create_time, end_time, applied_version, applied_token from block ";

    String NEWEST = "select " + COLUMNS + """
            where blocker_id = :blocker and end_time is null
            order by create_time desc, blocked_id desc limit :limit
            """;

    String OLDER = "select " + COLUMNS + """
            where blocker_id = :blocker and end_time is null and (create_time, blocked_id) < (:createTime, :blocked)
            order by create_time desc, blocked_id desc limit :limit
            """;

    Optional<BlockRow> findById(BlockRow.Key key);

    @Query(NEWEST)
    List<BlockRow> findNewest(String blocker, int limit);

    @Query(OLDER)
    List<BlockRow> findOlder(String blocker, Instant createTime, String blocked, int limit);
}

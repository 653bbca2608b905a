package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.message.log.Frame;
import dev.parley.message.send.Unscreened;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.stream.Stream;

/// The unscreened messages on PostgreSQL: a partial index over the frames that are marked so.
@Singleton
public final class PostgresUnscreened implements Unscreened {

    private static final String LIST =
            "select " + FrameTable.COLUMNS + " from frame f where f.screening = 1 order by f.create_time limit ?";
    private static final String SETTLE = """
            update frame set screening = case when message_id = any (?) then 2 else 0 end
            where message_id = any (?) and screening = 1
            """;

    private final Database database;

    /// Uses the service's database.
    public PostgresUnscreened(@Named("message") Database database) {
        this.database = database;
    }

    @Override
    public List<Frame> unscreened(int limit) {
        return database.read(connection -> {
            try (var query = connection.prepareStatement(LIST)) {
                query.setInt(1, limit);
                return Rows.list(query, FrameTable::read);
            }
        });
    }

    @Override
    public void settle(List<MessageId> allowed, List<MessageId> refused) {
        database.transaction(connection -> {
            try (var settle = connection.prepareStatement(SETTLE)) {
                settle.setObject(1, Columns.texts(refused, MessageId::value));
                settle.setObject(
                        2,
                        Stream.concat(allowed.stream(), refused.stream())
                                .map(MessageId::value)
                                .toArray(String[]::new));
                return settle.executeUpdate();
            }
        });
    }
}

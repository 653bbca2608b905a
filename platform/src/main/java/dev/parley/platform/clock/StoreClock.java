package dev.parley.platform.clock;

import dev.parley.platform.postgres.Database;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The time of a database, for times that are stored and compared between replicas.
///
/// The database is asked now and then, by [#ask]; in between, the time goes on by [System#nanoTime]. So a
/// replica whose own clock is wrong or steps writes the same times as the others, to within half a round trip.
/// If the database's clock steps, the time follows with the next answer. Before the first answer, it is the
/// time of this machine. Reading the time does not block and asks nobody.
public final class StoreClock extends Clock {

    /// A slower answer says too little about the time: it is used only if there is no other.
    private static final Duration SLOW = Duration.ofSeconds(1);

    private static final String NOW = "select clock_timestamp()";

    private final Database database;
    private final Clock machine;
    private final LongSupplier nanoTime;
    private volatile @Nullable Answer answer;

    /// The time at a value of [System#nanoTime].
    private record Answer(Instant time, long nanos) {}

    /// Tells the time of a database, and until it has answered that of the machine.
    public StoreClock(Database database, Clock machine) {
        this(database, machine, System::nanoTime);
    }

    StoreClock(Database database, Clock machine, LongSupplier nanoTime) {
        this.database = database;
        this.machine = machine;
        this.nanoTime = nanoTime;
    }

    /// Asks the database for its time. Throws `StoreUnavailable`; the time then goes on as before.
    public void ask() {
        database.withConnection(connection -> {
            try (var query = connection.prepareStatement(NOW)) {
                long asked = nanoTime.getAsLong();
                Instant time = Rows.one(query, row -> SqlTime.get(row, 1));
                take(time, asked, nanoTime.getAsLong());
                return time;
            }
        });
    }

    private void take(Instant time, long asked, long answered) {
        long trip = answered - asked;
        if (answer == null || trip <= SLOW.toNanos()) {
            answer = new Answer(time, asked + trip / 2);
        }
    }

    /// Returns how far the clock of this machine is ahead; negative if it is behind.
    public Duration lead() {
        return Duration.between(instant(), machine.instant());
    }

    @Override
    public Instant instant() {
        Answer known = answer;
        return known == null ? machine.instant() : known.time.plusNanos(nanoTime.getAsLong() - known.nanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The clock of a store only supports UTC.");
    }
}

package dev.parley.platform.job;

import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.Job.Finding;
import dev.parley.platform.job.Job.State;
import dev.parley.platform.job.JobKind.Step;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The table of jobs, which each service with jobs has in its own schema:
///
/// ```sql
/// create table job (
///     job_id text collate "C" primary key, kind text not null, scope text not null, state smallint not null default 1,
///     position text not null default '', done bigint not null default 0, repaired bigint not null default 0,
///     unrepaired bigint not null default 0, findings text[] not null default '{}', faults int not null default 0,
///     failure text not null default '', replica text, lease_end timestamptz not null default 'epoch',
///     create_time timestamptz not null default now(), update_time timestamptz not null default now());
/// create unique index job_running on job (kind, scope) where state = 1;
/// ```
final class JobTable {

    private static final String COLUMNS = "job_id, kind, scope, state, position, done, repaired, unrepaired, failure,"
            + " findings, create_time, update_time";

    private static final String FORGET =
            "delete from job where state <> 1 and update_time < now() - interval '30 days'";
    /// Locks the job that is running, so that it cannot end before it is returned.
    private static final String START = """
            insert into job (job_id, kind, scope) values (?, ?, ?)
            on conflict (kind, scope) where state = 1 do update set kind = job.kind
            returning %s
            """.formatted(COLUMNS);
    private static final String FIND = "select " + COLUMNS + " from job where job_id = ?";
    private static final String LIST =
            "select " + COLUMNS + " from job where ? = '' or job_id < ? order by job_id desc limit ?";
    private static final String CANCEL =
            "update job set state = 4, failure = '', update_time = now() where job_id = ? and state = 1";

    /// A step that is longer than the lease may be repeated by another replica.
    private static final String CLAIM = """
            update job set replica = ?, lease_end = now() + ? * interval '1 millisecond' where job_id = (
                select job_id from job where state = 1 and kind = any (?) and (replica = ? or lease_end < now())
                order by update_time limit 1 for update skip locked)
            returning %s
            """.formatted(COLUMNS);
    /// The first of several replicas that end a step counts, whoever holds the lease: otherwise two that are slower
    /// than the lease would void each other's steps for ever.
    private static final String ADVANCE = """
            update job set position = ?, state = ?, done = done + ?, repaired = repaired + ?,
                unrepaired = unrepaired + ?, findings = (findings || ?)[1:%d], faults = 0, failure = '', update_time = now()
            where job_id = ? and state = 1 and position = ?
            """.formatted(Job.MOST_FINDINGS);
    private static final String FAIL = """
            update job set failure = ?, faults = case when ? then faults + 1 else 0 end, update_time = now(),
                state = case when ? and faults + 1 >= ? then 3 else 1 end
            where job_id = ? and state = 1 and position = ?
            """;

    private JobTable() {}

    /// Starts a job unless one of the same kind and scope is running, and returns the running one.
    static Job start(Connection connection, String id, String kind, String scope) throws SQLException {
        try (var forget = connection.prepareStatement(FORGET);
                var start = connection.prepareStatement(START)) {
            forget.executeUpdate();
            start.setString(1, id);
            start.setString(2, kind);
            start.setString(3, scope);
            return Rows.one(start, JobTable::read);
        }
    }

    static Optional<Job> find(Connection connection, String id) throws SQLException {
        try (var query = connection.prepareStatement(FIND)) {
            query.setString(1, id);
            return Rows.first(query, JobTable::read);
        }
    }

    /// Returns the jobs before an id, newest first. The empty id is the start.
    static List<Job> list(Connection connection, String before, int limit) throws SQLException {
        try (var query = connection.prepareStatement(LIST)) {
            query.setString(1, before);
            query.setString(2, before);
            query.setInt(3, limit);
            return Rows.list(query, JobTable::read);
        }
    }

    static void cancel(Connection connection, String id) throws SQLException {
        try (var cancel = connection.prepareStatement(CANCEL)) {
            cancel.setString(1, id);
            cancel.executeUpdate();
        }
    }

    /// Claims a job of one of these kinds.
    static Optional<Job> claim(Connection connection, Collection<String> kinds, String replica, Duration lease)
            throws SQLException {
        try (var claim = connection.prepareStatement(CLAIM)) {
            claim.setString(1, replica);
            claim.setLong(2, lease.toMillis());
            claim.setArray(3, connection.createArrayOf("text", kinds.toArray()));
            claim.setString(4, replica);
            return Rows.first(claim, JobTable::read);
        }
    }

    /// Records a step, unless the job was cancelled or another replica has recorded this step.
    static void advance(Connection connection, Job job, Step step) throws SQLException {
        try (var advance = connection.prepareStatement(ADVANCE)) {
            advance.setString(1, step.position());
            advance.setInt(2, (step.done() ? State.SUCCEEDED : State.RUNNING).number());
            advance.setLong(3, step.counts().done());
            advance.setLong(4, step.counts().repaired());
            advance.setLong(5, step.counts().unrepaired());
            advance.setArray(
                    6,
                    connection.createArrayOf(
                            "text",
                            step.findings().stream().map(Finding::stored).toArray()));
            advance.setString(7, job.id());
            advance.setString(8, job.position());
            advance.executeUpdate();
        }
    }

    /// Records a failed step. After `mostFaults` in a row the job has failed.
    static void fail(Connection connection, Job job, String failure, boolean fault, int mostFaults)
            throws SQLException {
        try (var fail = connection.prepareStatement(FAIL)) {
            fail.setString(1, failure);
            fail.setBoolean(2, fault);
            fail.setBoolean(3, fault);
            fail.setInt(4, mostFaults);
            fail.setString(5, job.id());
            fail.setString(6, job.position());
            fail.executeUpdate();
        }
    }

    private static Job read(ResultSet row) throws SQLException {
        return new Job(
                row.getString("job_id"),
                row.getString("kind"),
                row.getString("scope"),
                State.of(row.getInt("state")),
                row.getString("position"),
                new Counts(row.getLong("done"), row.getLong("repaired"), row.getLong("unrepaired")),
                row.getString("failure"),
                SqlArrays.texts(row, "findings").stream().map(Finding::read).toList(),
                SqlTime.get(row, "create_time"),
                SqlTime.get(row, "update_time"));
    }
}

-- Each user's threads. Facts, the user's own settings, and what is derived from both have three different
-- writers: merges of updates, UpdateInboxRow, and the rules that place a thread. A merge never writes a
-- setting.
--
-- Fill factors leave room on each page, so that an update of unindexed columns stays on its page (HOT) and
-- writes no index. Autovacuum runs at 1 or 2 % of dead rows and not at 20 %, because there are few rows and
-- they are rewritten often.

-- One row per user: the counter of its revisions, and with it the lock that keeps them in commit order.
create table inbox_revision (
    key   text collate "C" primary key,
    value bigint not null
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- Users who have lost removed rows: rows up to this revision may have been deleted.
create table inbox_compacted (
    user_id  text collate "C" primary key,
    revision bigint not null
);

-- One row per thread. Heads change no indexed column, so that each update stays HOT.
create table thread_state (
    thread_id          text collate "C" primary key,
    -- 0 until the thread itself is known; a head can arrive first.
    thread_version     bigint not null default 0,
    form               smallint not null default 0,
    kind               smallint not null default 0,
    subject            text not null default '',
    create_time        timestamptz not null default 'epoch',
    archived           boolean not null default false,
    -- For each participant, in join order: the user, and named parts, so that the form can be extended.
    participants       text[] not null default '{}',
    -- The first participants again: rows show these, and reading them does not unpack the large array.
    first_participants text[] not null default '{}',
    participant_count  integer not null default 0,
    head_sequence      bigint not null default 0,
    head_ordinal       bigint not null default 0,
    message_id         text,
    message_time       timestamptz,
    -- Ordinals that are hidden or shown for all, ascending, with their stamps; null if there are none.
    hidden_ordinals    bigint[],
    hidden_stamps      bigint[],
    -- When the rows of a large thread were last updated to its head.
    placed_time        timestamptz not null default 'epoch',
    -- The oldest version of the rules by which a row may be placed; 0 marks a thread that must be placed
    -- again.
    rule               smallint not null
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02);

create index thread_state_rule on thread_state (rule);

-- Large threads whose rows must be updated to their heads. A few rows are inserted and deleted constantly.
create table thread_due (
    thread_id text collate "C" primary key,
    due_time  timestamptz not null
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

create index thread_due_time on thread_due (due_time);

-- One row per user and thread: the known state of the user in the thread, even before and after the
-- membership. Only its key is indexed, so that each move of a cursor stays HOT. No query needs an index by
-- thread: a merge finds the rows of a thread through its participants.
create table inbox_row (
    user_id         text collate "C" not null,
    thread_id       text collate "C" not null,
    -- The newest join that any known version of the thread names: 0 for none, 1 for the creation.
    join_version    bigint not null default 0,
    read_sequence   bigint not null default 0,
    read_ordinal    bigint not null default 0,
    cursor_version  bigint not null default 0,
    -- The join with which the cursor began.
    cursor_join_version bigint not null default 0,
    -- As in thread_state, for this user only.
    hidden_ordinals bigint[],
    hidden_stamps   bigint[],
    primary key (user_id, thread_id)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

-- One row per user and thread that the user has left, at least once: what was known of the thread when the inbox
-- learned of the leave. A later join outdates it. Most rows have none, so it is not a part of them.
create table inbox_leave (
    user_id   text collate "C" not null,
    thread_id text collate "C" not null,
    version   bigint not null,
    sequence  bigint not null,
    primary key (user_id, thread_id)
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);

-- The settings of a user for a thread, which change rarely. Merges read them and never write them. Drafts change
-- with each keystroke and do not belong here.
create table inbox_setting (
    user_id               text collate "C" not null,
    thread_id             text collate "C" not null,
    -- The etag.
    version               bigint not null default 1,
    pin_rank              bigint not null default 0,
    archive_time          timestamptz,
    muted_until           timestamptz,
    hidden_until_ordinal  bigint not null default 0,
    marked_unread         boolean not null default false,
    labels                text[] not null default '{}',
    primary key (user_id, thread_id)
);

-- Items that wait, or waited, for a user in a thread. An item that has ended keeps its row: a late report of an
-- older version must not open it again.
create table inbox_waiting (
    user_id   text collate "C" not null,
    thread_id text collate "C" not null,
    -- 1 card, 2 gate, 3 obligation.
    what      smallint not null,
    id        text collate "C" not null,
    -- The greatest version wins.
    version   bigint not null,
    -- Null while it waits.
    end_time  timestamptz,
    primary key (user_id, thread_id, what, id)
);

-- The places of threads: derived, one row for each folder of a thread, or one in folder 0 once it was
-- removed. Lists, badges and feeds sort by it. It can be dropped with `truncate`: a background step places
-- all threads again, in slices.
--
-- Activity and revision are indexed and change with each message, so these updates are never HOT; the fill
-- factor keeps them on few pages.
create table inbox_place (
    user_id       text collate "C" not null,
    thread_id     text collate "C" not null,
    -- 0 if removed, otherwise the number of the folder in the contract.
    folder        smallint not null,
    -- All folders of the thread: bit n for folder n.
    folders       integer not null,
    -- For each user and thread, exactly one row leads, so that a feed finds each thread once.
    lead          boolean not null,
    pin_rank      bigint not null,
    -- For a removed row: when it was removed.
    activity_time timestamptz not null,
    unread        bigint not null,
    -- The head at which the thread was placed here. While the thread is not in thread_due, the row is exact up to
    -- the head of the thread even if that is greater: later frames showed nothing new in it.
    as_of         bigint not null,
    revision      bigint not null,
    primary key (user_id, thread_id, folder)
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01);

-- The conditions of these two indexes always hold. They keep the planner from using an index for a lookup by
-- key: if most users have few threads, any index that begins with the user seems as good.
create index inbox_place_list on inbox_place (user_id, folder, pin_rank, activity_time, thread_id) where as_of >= 0;
create index inbox_place_revision on inbox_place (user_id, revision) where lead and revision > 0;
-- Most rows are read, so a badge sums only a few entries.
create index inbox_place_unread on inbox_place (user_id, folder) include (unread) where unread > 0;
create index inbox_place_removed on inbox_place (activity_time) where folder = 0;

-- One row each time that the places were dropped, until all threads are marked to be placed again. A
-- background step does that in slices and records its progress here. A single statement would hold the locks
-- of all threads at once.
create table inbox_dropped (
    number        bigint generated always as identity primary key,
    -- The removed rows are lost with the places: readers who have seen less start from the current state
    -- again. This is recorded in inbox_compacted for the users up to this one; null once it is recorded for
    -- all.
    noted_user    text collate "C" default '',
    marked_thread text collate "C" not null default ''
);

create function inbox_place_dropped() returns trigger language plpgsql set search_path from current as $$
begin
    insert into inbox_dropped default values;
    return null;
end
$$;

create trigger inbox_place_dropped after truncate on inbox_place
    for each statement execute function inbox_place_dropped();

create table job (
    job_id      text collate "C" primary key,
    kind        text        not null,
    scope       text        not null,
    -- 1 running, 2 succeeded, 3 failed, 4 cancelled.
    state       smallint    not null default 1,
    position    text        not null default '',
    done        bigint      not null default 0,
    repaired    bigint      not null default 0,
    unrepaired  bigint      not null default 0,
    -- The first differences that were found: thread, user and what differs, separated by spaces.
    findings    text[]      not null default '{}',
    faults      int         not null default 0,
    failure     text        not null default '',
    replica     text,
    lease_end   timestamptz not null default 'epoch',
    create_time timestamptz not null default now(),
    update_time timestamptz not null default now()
) with (fillfactor = 50);

create unique index job_running on job (kind, scope) where state = 1;

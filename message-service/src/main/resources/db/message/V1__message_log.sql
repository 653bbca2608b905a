-- The log of each thread, its head, its fence, and how far its participants have read. No table refers to
-- another one by a constraint: frames and fences of a thread are written under the lock of its head, and an
-- overlay only in the place of the version that was read.
--
-- Enums are stored as the numbers of the contract. For tables that are rewritten constantly, vacuum is
-- triggered by the number of dead rows, not by a fraction of the table: a fifth of ten million heads is two
-- million dead rows.

-- One row per thread, rewritten by every batch of sends. No index contains a column that changes, and a third
-- of each page stays free, so an update stays on its page and touches no index (HOT). For the same reason the
-- mark for the relay is in a separate table: with a flag in a partial index, two updates of three would move
-- to another page.
create table thread_head (
    -- The sequence of the newest frame; 0 and the epoch before the first frame.
    sequence         bigint not null,
    ordinal          bigint not null,
    create_time      timestamptz not null,
    fence_version    bigint not null,
    -- The earliest frame that is kept.
    first_sequence   bigint not null default 1,
    -- The newest message that counts; 0 if there is none. Its id, sender and time can be found with one lookup by key, so
    -- a send does not write them twice.
    message_sequence bigint not null default 0,
    thread_id        text collate "C" not null primary key
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- The threads whose newest state the inbox does not have yet. A send marks its thread after it has locked the
-- head, a move of a cursor after it has locked `thread_relay`, and a mark is removed under both locks. So no
-- mark is lost.
create table dirty_thread (
    marked_time timestamptz not null default now(),
    shard       smallint not null,
    thread_id   text collate "C" not null,
    primary key (shard, thread_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- What the inbox has received of a thread; no row means nothing.
create table thread_relay (
    -- Sends up to here are folded into `cursor`; and where the last folding began.
    folded_sequence bigint not null default 0,
    prior_sequence  bigint not null default 0,
    -- The number of the newest cursor move, and the number up to which the inbox is informed. Moves are
    -- numbered in commit order; numbers are unique, and some are unused.
    moves           bigint not null default 0,
    -- The newest move of a read position: the inbox does not need to know about deliveries.
    read_moves      bigint not null default 0,
    settled_moves   bigint not null default 0,
    -- The position up to which the inbox has received hidden messages, sorted by version, viewer and sequence.
    settled_hidden  bigint not null default 0,
    settled_hidden_sequence bigint not null default 0,
    -- When the inbox last accepted something.
    settled_time    timestamptz not null default 'epoch',
    -- The head that cannot be settled, since when, how often it was tried, and why.
    parked_sequence bigint,
    parked_time     timestamptz,
    parked_attempts integer,
    thread_id       text collate "C" not null primary key,
    settled_hidden_user text collate "C" not null default '',
    parked_reason   text
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01);

create index thread_relay_parked on thread_relay (thread_id) where parked_sequence is not null;

-- Which replica relays which shard, with leases by the database's clock.
create table relay_shard (
    shard     smallint not null primary key,
    replica   text collate "C",
    lease_end timestamptz not null default 'epoch'
) with (fillfactor = 50);

-- The replicas. One that cannot reach the inbox rests: it has no share of the shards.
create table relay_replica (
    replica   text collate "C" not null primary key,
    lease_end timestamptz not null,
    rest_end  timestamptz not null default 'epoch'
);

insert into relay_shard (shard) select generate_series(0, 31);

-- One row per thread. `payload` is the fence in the form of `FenceCodec`, because it is always read as a
-- whole.
create table fence (
    version   bigint not null,
    thread_id text collate "C" not null primary key,
    payload   bytea not null
);

-- The timelines of the store, the newest last. A store that is replaced by an older copy of itself begins another
-- one, so that positions after the copy are not taken for those that were lost.
create table timeline (
    begin_time timestamptz not null default clock_timestamp(),
    number     smallint not null primary key,
    -- Tells timelines with the same number apart: the store may be replaced by the same copy twice.
    mark       text not null,
    -- The server on which it began.
    server     text not null
);

-- The cluster, and its own count of promotions and recoveries. Empty where the server does not say.
create function server_name() returns text language plpgsql as $$
begin
    return (select system_identifier from pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8);
exception when others then
    return '';
end
$$;

insert into timeline (number, mark, server) values (1, 'first', server_name());

-- Begins a timeline after the one with a number, unless that has been done.
create function begin_timeline(after int) returns void language plpgsql set search_path from current as $$
begin
    lock table timeline in share row exclusive mode;
    if after = (select max(number) from timeline) then
        insert into timeline (number, mark, server)
        values (after + 1, left(replace(gen_random_uuid()::text, '-', ''), 12), server_name());
    end if;
end
$$;

-- Begins a timeline. An operator calls it after rows were taken back by hand, or after a copy of the files was put
-- in place; what the server knows by itself (`server_name`) is found without it.
create function begin_timeline() returns void language sql set search_path from current as $$
    select begin_timeline((select max(number) from timeline))
$$;

-- Begins a timeline if the current one began on another server. Returns the number of the current one.
create function check_timeline() returns int language plpgsql set search_path from current as $$
declare
    newest timeline;
begin
    select * into newest from timeline order by number desc limit 1;
    if newest.server <> server_name() then
        perform begin_timeline(newest.number);
    end if;
    return (select max(number) from timeline);
end
$$;

-- The frames, which are never updated. Partitions contain whole threads. The ids of a thread have the same
-- prefix, so in both keys a send touches pages near the thread's last ones. Only one key begins with the
-- thread, so the planner cannot confuse the two while a table is still empty. Kinds 1 to 99 are messages, 100
-- to 199 change one, from 200 on are notices of the thread. Pages of messages filter by kind: a separate index
-- would cost each send more than it saves per page.
create table frame (
    sequence        bigint not null,
    ordinal         bigint not null,
    create_time     timestamptz not null,
    -- The message that it replies to or changes.
    target_sequence bigint,
    kind            smallint not null,
    -- In which timeline it was written.
    timeline        smallint not null default 1,
    thread_id       text collate "C" not null,
    frame_id        text collate "C" not null,
    actor_id        text collate "C",
    target_id       text collate "C",
    body            text,
    -- Fields without a column, in the form of `FrameTable`.
    payload         bytea,
    -- What a repeated request id must match.
    content_hash    bytea,
    primary key (thread_id, sequence),
    unique (frame_id, thread_id)
) partition by hash (thread_id);

-- Frames are only inserted, so inserts trigger vacuum, for the visibility map and against wraparound.
do $$
begin
    for part in 0..15 loop
        execute format(
            'create table frame_%s partition of frame for values with (modulus 16, remainder %s)'
                ' with (autovacuum_vacuum_insert_scale_factor = 0.05)',
            lpad(part::text, 2, '0'), part);
        -- If most threads are short, the primary key looks as good as the other key for looking up an id. In
        -- a long thread it would read all frames. So the planner is told to expect hundreds of frames in each
        -- thread.
        execute format(
            'alter table frame_%s alter column thread_id set (n_distinct = -0.005)', lpad(part::text, 2, '0'));
    end loop;
end
$$;

-- The current state of a message that was changed since it was sent.
create table overlay (
    sequence        bigint not null,
    version         bigint not null,
    -- The frame that last changed the message, and the one that last changed its text or its state; the
    -- message's own if none has.
    update_sequence bigint not null,
    body_sequence   bigint not null,
    -- The frame with the current text; the message's own if it was never edited.
    text_sequence   bigint not null,
    -- When the text last changed, and when the message was deleted.
    edit_time       timestamptz,
    delete_time     timestamptz,
    -- 1 active, 2 deleted.
    state           smallint not null,
    -- 1 passed, 2 refused.
    screening       smallint not null,
    thread_id       text collate "C" not null,
    body            text,
    primary key (thread_id, sequence)
) with (fillfactor = 80);

-- The messages that safety refused after they were sent, for moderators.
create index overlay_refused on overlay (thread_id, sequence) where screening = 2;

-- The messages that safety has not screened yet; the least recently returned come first.
create table unscreened_message (
    sequence     bigint not null,
    offered_time timestamptz not null,
    -- Since when it waits.
    put_time     timestamptz not null default now(),
    -- Since when it is not tried any more.
    parked_time  timestamptz,
    -- How often it was tried in vain while others were screened.
    failures     integer not null default 0,
    thread_id    text collate "C" not null,
    parked_reason text,
    primary key (thread_id, sequence)
) with (fillfactor = 70);

create index unscreened_message_offered on unscreened_message (offered_time) where parked_time is null;

create index unscreened_message_parked on unscreened_message (thread_id, sequence) where parked_time is not null;

-- Messages that are hidden, from one viewer or from all users: they do not count as unread.
create table hidden_message (
    sequence  bigint not null,
    -- 0 for a message that does not count anyway.
    ordinal   bigint not null,
    -- The sequence of the frame that hid it or showed it again; of two entries, the newer one counts.
    version   bigint not null,
    hidden    boolean not null,
    thread_id text collate "C" not null,
    -- Empty means all.
    user_id   text collate "C" not null,
    primary key (thread_id, user_id, sequence)
);

create index hidden_message_version on hidden_message (thread_id, version, user_id, sequence);

-- Finds the users from whom a message is hidden.
create index hidden_message_sequence on hidden_message (thread_id, sequence);

-- How far a participant has read, except for sends above the thread's `folded_sequence`. The current cursor
-- is the greater of this row and those frames, so a send moves its sender's cursor without a write.
create table cursor (
    read_sequence bigint not null,
    read_ordinal  bigint not null,
    read_time     timestamptz not null,
    -- When the advance that this row extends began.
    window_time   timestamptz not null,
    -- The sequence up to which messages have reached the user, if that is further than the user has read. It
    -- never decreases.
    delivered_sequence bigint not null default 0,
    -- The number of epochs that a move back or a join has begun, and the head at which the current one began.
    -- Sends up to that head no longer move the cursor.
    epoch         bigint not null default 0,
    epoch_sequence bigint not null default 0,
    -- The version of the thread that the user's join created, and the head at that join; 0 for a participant
    -- from the creation of the thread. A move back changes neither.
    join_version  bigint not null default 0,
    join_sequence bigint not null default 0,
    -- The newest position of this row that is kept in `cursor_advance`. A user who reads again up to it, or up
    -- to `join_sequence`, adds no advance.
    advance_sequence bigint not null default 0,
    advance_time  timestamptz not null default 'epoch',
    -- The number of its newest move among those of the thread, and of the newest one that moved the read
    -- position.
    move          bigint not null,
    read_move     bigint not null default 0,
    thread_id     text collate "C" not null,
    user_id       text collate "C" not null,
    primary key (thread_id, user_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- The advances before the one that `cursor` shows: who had read up to which sequence, and when. One row
-- covers a range. Messages that are read again after a move back add none.
create table cursor_advance (
    sequence     bigint not null,
    -- Null: the user joined here, and nothing since the previous advance is known to be read.
    advance_time timestamptz,
    thread_id    text collate "C" not null,
    user_id      text collate "C" not null,
    primary key (thread_id, user_id, sequence)
);

-- Aborts a write that was decided by cached rows if one of them has moved since. The whole statement is
-- rolled back, and its sender gets the SQL state PM001.
create function require_unmoved(moved bigint, expected bigint) returns boolean language plpgsql as $$
begin
    if moved <> expected then
        raise exception using errcode = 'PM001', message = 'a head or an overlay has moved';
    end if;
    return true;
end
$$;

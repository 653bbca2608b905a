-- The log of each thread, its head, its fence, and how far its participants have got. Nothing here refers to another
-- table by a constraint: frames, overlays and fences of a thread are written under the lock of its head.
--
-- Enums are the numbers of the contract. Tables that are rewritten all the time are vacuumed by their dead rows, not by
-- a share of their size: a fifth of ten million heads is two million dead rows.

-- One row a thread, rewritten by every batch of sends. No index holds a column that changes, and a third of each page
-- stays free, so an update stays on its page and touches no index (HOT). For the same reason the mark for the relay is
-- a table of its own: a flag in a partial index would make two updates of three leave their page.
create table thread_head (
    -- Of the newest frame; 0 and the epoch before the first.
    sequence         bigint not null,
    ordinal          bigint not null,
    create_time      timestamptz not null,
    fence_version    bigint not null,
    -- The earliest frame that is kept.
    first_sequence   bigint not null default 1,
    -- The newest message; 0 when there is none. Its id, sender and time are one look-up by key away: a send does not
    -- write them twice.
    message_sequence bigint not null default 0,
    thread_id        text collate "C" not null primary key
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- The threads that the inbox does not know the newest of yet. A send marks its thread after it has locked the head, a
-- move of a cursor after it has locked `thread_relay`, and a mark is taken off under both locks: so none is lost.
create table dirty_thread (
    shard     smallint not null,
    thread_id text collate "C" not null,
    primary key (shard, thread_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);

-- What the inbox knows of a thread; no row: nothing.
create table thread_relay (
    -- Sends up to here are folded into `cursor`; and where the last folding began.
    folded_sequence bigint not null default 0,
    prior_sequence  bigint not null default 0,
    -- Numbers the moves of cursors in the order of their commits, no two alike and some numbers unused; and up to which of
    -- them the inbox knows.
    moves           bigint not null default 0,
    settled_moves   bigint not null default 0,
    -- Up to where the inbox knows the hidden ordinals, in the order of their versions, viewers and ordinals.
    settled_hidden  bigint not null default 0,
    settled_hidden_ordinal bigint not null default 0,
    -- The head that cannot be settled, and why.
    parked_sequence bigint,
    thread_id       text collate "C" not null primary key,
    settled_hidden_user text collate "C" not null default '',
    parked_reason   text
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.01);

create index thread_relay_parked on thread_relay (thread_id) where parked_sequence is not null;

-- Which replica relays which shard, by leases of the database's clock.
create table relay_shard (
    shard     smallint not null primary key,
    replica   text collate "C",
    lease_end timestamptz not null default 'epoch'
) with (fillfactor = 50);

create table relay_replica (
    replica   text collate "C" not null primary key,
    lease_end timestamptz not null
);

insert into relay_shard (shard) select generate_series(0, 31);

-- One row a thread. `payload` is the fence in the form of `FenceCodec`: it is only ever read as a whole.
create table fence (
    version   bigint not null,
    thread_id text collate "C" not null primary key,
    payload   bytea not null
);

-- The frames, never updated. Partitions hold whole threads. The ids of a thread begin alike, so in both keys a send touches
-- pages near those of the thread's last one; and as only one key begins with the thread, the planner cannot mistake one for
-- the other while a table is still empty. Kinds 1 to 9 are messages, 10 to 19 change one, 20 to 29 are
-- notices of the thread. Pages of messages filter by the kind: an index of their own would cost each send more than it saves a page.
create table frame (
    sequence        bigint not null,
    ordinal         bigint not null,
    create_time     timestamptz not null,
    -- The message that it answers or changes.
    target_sequence bigint,
    kind            smallint not null,
    thread_id       text collate "C" not null,
    frame_id        text collate "C" not null,
    actor_id        text collate "C",
    target_id       text collate "C",
    body            text,
    -- What has no column, in the form of `FrameTable`.
    payload         bytea,
    -- What a repeated request id must repeat.
    content_hash    bytea,
    primary key (thread_id, sequence),
    unique (frame_id, thread_id)
) partition by hash (thread_id);

-- Frames are only inserted: vacuum comes by inserts, for the visibility map and against wraparound.
do $$
begin
    for part in 0..15 loop
        execute format(
            'create table frame_%s partition of frame for values with (modulus 16, remainder %s)'
                ' with (autovacuum_vacuum_insert_scale_factor = 0.05)',
            lpad(part::text, 2, '0'), part);
        -- Most threads may be short, and then the primary key looks as good for the look-up of an id as the other key.
        -- In a long thread that would read all frames. So the planner expects hundreds in each thread.
        execute format(
            'alter table frame_%s alter column thread_id set (n_distinct = -0.005)', lpad(part::text, 2, '0'));
    end loop;
end
$$;

-- The current state of a message that was changed since it was sent.
create table overlay (
    sequence        bigint not null,
    version         bigint not null,
    update_sequence bigint not null,
    -- 1 active, 2 deleted.
    state           smallint not null,
    -- 1 passed, 2 refused afterwards.
    screening       smallint not null,
    thread_id       text collate "C" not null,
    body            text,
    primary key (thread_id, sequence)
) with (fillfactor = 80);

-- The messages that safety has yet to see, those first that were offered longest ago.
create table unscreened_message (
    sequence     bigint not null,
    offered_time timestamptz not null,
    thread_id    text collate "C" not null,
    primary key (thread_id, sequence)
) with (fillfactor = 70);

create index unscreened_message_offered on unscreened_message (offered_time);

-- Messages that do not count as unread, for one viewer or for all.
create table hidden_ordinal (
    ordinal   bigint not null,
    sequence  bigint not null,
    -- The sequence of the frame that hid it or showed it again: the newer one of two counts.
    version   bigint not null,
    hidden    boolean not null,
    thread_id text collate "C" not null,
    -- Empty means all.
    user_id   text collate "C" not null,
    primary key (thread_id, user_id, ordinal)
);

create index hidden_ordinal_version on hidden_ordinal (thread_id, version, user_id, ordinal);

-- For whom a message is hidden.
create index hidden_ordinal_message on hidden_ordinal (thread_id, ordinal);

-- How far a participant has read, but for the sends above the thread's `folded_sequence`: the cursor as it is now is the
-- greater one of this row and of those frames, so that a send moves its sender's cursor without a write.
create table cursor (
    read_sequence bigint not null,
    read_ordinal  bigint not null,
    read_time     timestamptz not null,
    -- When the advance began that this row still extends.
    window_time   timestamptz not null,
    -- How often it was moved other than forward.
    jumps         bigint not null default 0,
    -- The number of its newest move among those of the thread.
    move          bigint not null,
    thread_id     text collate "C" not null,
    user_id       text collate "C" not null,
    primary key (thread_id, user_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- The advances before the one that `cursor` shows: who had read up to where, and when. One row covers a range.
create table cursor_advance (
    sequence     bigint not null,
    advance_time timestamptz not null,
    thread_id    text collate "C" not null,
    user_id      text collate "C" not null,
    primary key (thread_id, user_id, sequence)
);

-- Ends a write that was decided by what is remembered when one of the rows has moved since: the whole statement is undone,
-- and its sender finds the state PM001.
create function require_unmoved(moved bigint, expected bigint) returns boolean language plpgsql as $$
begin
    if moved <> expected then
        raise exception using errcode = 'PM001', message = 'a head or an overlay has moved';
    end if;
    return true;
end
$$;

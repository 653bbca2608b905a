-- The log of each thread, its head, its fence, and how far its participants have got. Nothing here refers to another
-- table by a constraint: frames and fences of a thread are written under the lock of its head.

-- One row a thread, rewritten by every batch of sends. Most of each page stays free and no indexed column changes from
-- batch to batch, so an update stays on its page and touches no index (HOT). That is why `relay_pending` is a column of
-- its own: it stays true while a thread is busy, whereas an index on `sequence > relayed_sequence` would have to follow
-- every update.
create table thread_head (
    -- Of the newest frame; 0 and the epoch before the first.
    sequence      bigint not null,
    ordinal       bigint not null,
    create_time   timestamptz not null,
    fence_version bigint not null,
    -- Whether the inbox may not know the head yet. Set by each send, cleared once nothing newer than what was told is there.
    relay_pending boolean not null,
    thread_id     text collate "C" not null primary key
) with (fillfactor = 25);

create index thread_head_relay on thread_head (thread_id) where relay_pending;

-- What the inbox was told of a thread; no row: nothing. A table of its own, so that telling waits for no send.
create table thread_relay (
    -- Own sends up to here are folded into `cursor`.
    relayed_sequence bigint not null,
    -- The head that can not be told, and why. As soon as the head is another one it is offered again.
    parked_sequence  bigint,
    thread_id        text collate "C" not null primary key,
    parked_reason    text
) with (fillfactor = 50);

create index thread_relay_parked on thread_relay (thread_id) where parked_sequence is not null;

create table fence (
    thread_id   text collate "C" not null primary key,
    version     bigint not null,
    -- 1 open, 2 locked, 3 archived.
    status      smallint not null,
    user_ids    text[] not null,
    -- Those of `user_ids` whom the other one of a thread of two blocked.
    blocked_ids text[] not null
);

create table frame (
    sequence     bigint not null,
    ordinal      bigint not null,
    create_time  timestamptz not null,
    -- 1 text, 2 users joined, 3 users left.
    kind         smallint not null,
    -- 0 screened, 1 not yet, 2 refused afterwards.
    screening    smallint not null,
    thread_id    text collate "C" not null,
    message_id   text collate "C" not null,
    sender_id    text collate "C",
    body         text,
    reply_to     text collate "C",
    -- Half of the SHA-256 of text and reply: what a repeated request id must repeat.
    content_hash bytea,
    -- Of a notice: whom it is about.
    user_ids     text[],
    primary key (thread_id, sequence)
);

create unique index frame_message on frame (message_id);
create index frame_unscreened on frame (create_time) where screening = 1;

-- How far a participant has read, but for the own sends above the thread's `relayed_sequence`: the cursor as it is now
-- is the greater one of this row and of those frames, so that a send moves its sender's cursor without a write.
create table cursor (
    read_sequence bigint not null,
    read_ordinal  bigint not null,
    read_time     timestamptz not null,
    relay_pending boolean not null,
    thread_id     text collate "C" not null,
    user_id       text collate "C" not null,
    primary key (thread_id, user_id)
) with (fillfactor = 80);

create index cursor_relay on cursor (thread_id) where relay_pending;

-- Threads and their participants. The package dev.parley.thread.postgres describes the tables and the
-- reasons.

create table thread (
    thread_id           text collate "C" primary key,
    form                smallint         not null,
    creator             text collate "C" not null,
    create_time         timestamptz      not null,
    direct_key          text collate "C" unique check ((direct_key is not null) = (form = 1)),

    kind                smallint         not null,
    subject             text             not null,
    order_id            text collate "C" check (length(order_id) between 1 and 64),
    booking_id          text collate "C" check (length(booking_id) between 1 and 64),
    leg_id              text collate "C" check (length(leg_id) between 1 and 64),
    lbg_id              text collate "C" check (length(lbg_id) between 1 and 64),
    posting_id          text collate "C" check (length(posting_id) between 1 and 64),

    status              smallint         not null,
    status_time         timestamptz      not null,

    owner_id            text collate "C",
    participant_count   int              not null check (participant_count between 0 and 300),
    join_count          bigint           not null,

    version             bigint           not null check (version >= 1),
    fence_version       bigint           not null check (fence_version between 1 and version),
    fence_version_acked bigint           not null default 0 check (fence_version_acked <= fence_version),
    update_time         timestamptz      not null,
    shown_version       bigint           not null check (shown_version between 1 and version),
    shown_time          timestamptz      not null check (shown_time <= update_time),
    hidden_senders      bytea            check (length(hidden_senders) between 1 and 11700)
) with (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- No query lists the threads of a business object yet. Such a query needs a partial index for each of the
-- five columns, such as: on thread (order_id, create_time desc, thread_id desc) where order_id is not null.

create table participant (
    thread_id          text collate "C" not null references thread on delete cascade,
    user_id            text collate "C" not null,
    marketplace_role   smallint         not null,
    role_context       text             not null,
    group_role         smallint         not null,
    membership         smallint         not null,
    contact_closed     boolean          not null,
    join_time          timestamptz      not null,
    join_order         bigint           not null,
    join_version       bigint           not null,
    join_actor         text collate "C" not null,
    leave_time         timestamptz,
    leave_version      bigint,
    leave_actor        text collate "C",
    kind               smallint         not null,
    thread_create_time timestamptz      not null,
    primary key (thread_id, user_id),
    -- A user who is invited, or who asks to join, may have left before.
    check (membership <> 1 or leave_version is null),
    check (membership not in (3, 4, 5) or leave_version is not null),
    check ((leave_version is null) = (leave_time is null) and (leave_version is null) = (leave_actor is null))
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Threads of a user by kind, newest first by creation; its prefix also finds whether two users share threads.
create index participant_by_user on participant (user_id, kind, thread_create_time desc, thread_id desc)
    where membership = 1;

-- The first participants of a thread.
create index participant_by_join on participant (thread_id, join_order) where membership = 1;

-- Departures that no acknowledged fence contains yet.
create index participant_departed on participant (thread_id, leave_version) where leave_version is not null;

create table applied_block (
    blocker_id    text collate "C" not null,
    blocked_id    text collate "C" not null,
    active        boolean          not null,
    version       bigint           not null check (version >= 1),
    -- All shared threads from this id on follow the version; null before the first, '' once all do.
    followed_from text collate "C",
    primary key (blocker_id, blocked_id)
) with (fillfactor = 90);

-- The history: who did what to whom. The other tables contain only the current state, so what is deleted here
-- cannot be restored. An event is deleted with its thread, and at the latest after
-- PARLEY_THREAD_HISTORY_LIFE.
create table thread_event (
    thread_id  text collate "C" not null references thread on delete cascade,
    version    bigint           not null,
    position   int              not null,
    kind       smallint         not null,
    actor      text collate "C",
    user_id    text collate "C",
    request_id text collate "C",
    time       timestamptz      not null,
    primary key (thread_id, version, position)
) with (autovacuum_vacuum_insert_scale_factor = 0.05);

-- Finds events that are older than their life, oldest first.
create index thread_event_time on thread_event (time);

-- The history of a thread is read by the primary key. No query asks for what a user did in all threads yet;
-- such a query would need an index on (user_id, time).

create table request_result (
    scope        text collate "C" not null,
    request_id   text collate "C" not null,
    content_hash bytea            not null,
    result       bytea,
    create_time  timestamptz      not null,
    primary key (scope, request_id)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.05);

-- Expired results.
create index request_result_time on request_result (create_time);

create table outbox (
    topic         text collate "C" not null,
    key           text collate "C" not null,
    version       bigint           not null,
    attempt_time  timestamptz      not null,
    -- Since when the consumer lacks something of the key.
    put_time      timestamptz      not null default now(),
    -- How often a version that was not newer has been put.
    repeats       bigint           not null default 0,
    failures      int              not null default 0,
    -- How many of the last failures, in a row, may concern the key itself.
    faults        int              not null default 0,
    parked_time   timestamptz,
    parked_reason text,
    primary key (topic, key)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;
create index outbox_failed on outbox (topic, attempt_time) where parked_reason is null and failures > 0;

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

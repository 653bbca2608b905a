-- The fill factor leaves room for the confirmation that follows each change: it changes no indexed column, so
-- it stays in the row's page.
create table block (
    blocker_id      text collate "C" not null,
    blocked_id      text collate "C" not null,
    version         bigint not null,
    create_time     timestamptz not null,
    end_time        timestamptz,
    applied_version bigint not null default 0,
    applied_token   text not null default '',
    primary key (blocker_id, blocked_id),
    check (blocker_id <> blocked_id),
    check (applied_version between 0 and version),
    check (end_time >= create_time)
) with (fillfactor = 85);

create index block_page on block (blocker_id, create_time desc, blocked_id desc) where end_time is null;

-- Rows are inserted and never changed.
create table block_history (
    blocker_id  text collate "C" not null,
    blocked_id  text collate "C" not null,
    version     bigint not null,
    active      boolean not null,
    change_time timestamptz not null,
    primary key (blocker_id, blocked_id, version)
) with (fillfactor = 100);

create table block_allowance (
    blocker_id text collate "C" primary key,
    free_time  timestamptz not null
) with (fillfactor = 80);

-- A few rows are inserted and deleted with each change, so vacuum is triggered by their number, not by a
-- fraction of a tiny table.
create table outbox (
    topic         text not null,
    key           text not null,
    version       bigint not null,
    attempt_time  timestamptz not null,
    -- Since when the consumer lacks something of the key.
    put_time      timestamptz not null default now(),
    -- How often a version that was not newer has been put.
    repeats       bigint not null default 0,
    failures      int not null default 0,
    -- How many of the last failures, in a row, may concern the key itself.
    faults        int not null default 0,
    parked_time   timestamptz,
    parked_reason text,
    primary key (topic, key)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500);

create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;
create index outbox_failed on outbox (topic, attempt_time) where parked_reason is null and failures > 0;

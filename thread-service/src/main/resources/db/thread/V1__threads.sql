-- Threads and who takes part in them. The tables are drawn in the package dev.parley.thread.postgres.

create table thread (
    thread_id           text collate "C" primary key,
    form                text        not null check (form in ('DIRECT', 'GROUP')),
    kind                text        not null,
    subject             text        not null,
    link_type           text,
    link_id             text,
    creator_id          text        not null,
    owner_id            text,
    direct_key          text unique check ((direct_key is not null) = (form = 'DIRECT')),
    participant_count   int         not null check (participant_count between 0 and 300),
    join_count          bigint      not null,
    create_time         timestamptz not null,
    update_time         timestamptz not null,
    version             bigint      not null check (version >= 1),
    fence_version_acked bigint      not null default 0,
    check ((link_type is null) = (link_id is null))
);

-- Threads of a business object, newest created first.
create index thread_by_link on thread (link_type, link_id, create_time desc) where link_type is not null;

create table participant (
    thread_id          text collate "C" not null references thread on delete cascade,
    user_id            text             not null,
    marketplace_role   text             not null,
    group_role         text             not null,
    role_context       text             not null,
    status             text             not null check (status in ('ACTIVE', 'LEFT', 'BLOCKED')),
    join_time          timestamptz      not null,
    join_order         bigint           not null,
    leave_time         timestamptz check ((leave_time is not null) = (status = 'LEFT')),
    thread_create_time timestamptz      not null,
    primary key (thread_id, user_id)
);

-- Threads of a user, newest created first.
create index participant_by_user on participant (user_id, thread_create_time desc, thread_id desc)
    where status <> 'LEFT';

create table applied_block (
    blocker_id text    not null,
    blocked_id text    not null,
    active     boolean not null,
    version    bigint  not null check (version >= 1),
    primary key (blocker_id, blocked_id)
);

create table request (
    user_id      text        not null,
    request_id   text        not null,
    method       text        not null,
    content_hash text        not null,
    thread_id    text        not null,
    create_time  timestamptz not null,
    primary key (user_id, request_id)
);

create table outbox (
    topic         text        not null,
    key           text        not null,
    version       bigint      not null,
    attempt_time  timestamptz not null,
    failures      int         not null default 0,
    parked_reason text,
    primary key (topic, key)
);

create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;

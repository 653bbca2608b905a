create table user_block (
    blocker_id      text collate "C" not null,
    blocked_id      text collate "C" not null,
    active          boolean not null,
    version         bigint not null,
    applied_version bigint not null,
    create_time     timestamptz not null,
    end_time        timestamptz,
    primary key (blocker_id, blocked_id),
    check (blocker_id <> blocked_id),
    check (applied_version <= version),
    check (active = (end_time is null))
);

create index user_block_page on user_block (blocker_id, create_time desc, blocked_id desc) where active;

create table outbox (
    topic         text not null,
    key           text not null,
    version       bigint not null,
    attempt_time  timestamptz not null,
    failures      int not null default 0,
    parked_reason text,
    primary key (topic, key)
);

create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;

create table outbox (
    topic text not null,
    key text not null,
    version bigint not null,
    attempt_time timestamptz not null,
    put_time timestamptz not null default now(),
    repeats bigint not null default 0,
    failures int not null default 0,
    faults int not null default 0,
    parked_time timestamptz,
    parked_reason text,
    primary key (topic, key)
);
create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;
create index outbox_failed on outbox (topic, attempt_time) where parked_reason is null and failures > 0;

create table item (id text primary key, amount int not null);


create table revision (key text collate "C" primary key, value bigint not null) with (fillfactor = 50);

create table request_result (
    scope text collate "C" not null,
    request_id text collate "C" not null,
    content_hash bytea not null,
    result bytea,
    create_time timestamptz not null,
    primary key (scope, request_id)
);
create index request_result_time on request_result (create_time);

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

create table outbox (
    topic text not null,
    key text not null,
    version bigint not null,
    attempt_time timestamptz not null,
    put_time timestamptz not null default now(),
    failures int not null default 0,
    faults int not null default 0,
    parked_time timestamptz,
    parked_reason text,
    primary key (topic, key)
);
create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;

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

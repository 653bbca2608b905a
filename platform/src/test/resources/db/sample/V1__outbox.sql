create table outbox (
    topic text not null,
    key text not null,
    version bigint not null,
    attempt_time timestamptz not null,
    failures int not null default 0,
    parked_reason text,
    primary key (topic, key)
);
create index outbox_due on outbox (topic, attempt_time) where parked_reason is null;

create table item (id text primary key, amount int not null);

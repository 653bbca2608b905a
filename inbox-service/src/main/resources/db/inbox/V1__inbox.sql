-- Each user's threads. What a thread is, and where its head is, stands once, in thread_state; what differs from user to
-- user, what orders a list and what an unread count is made of stands in inbox_row. Everything is merged: greatest
-- sequence, greatest version, greatest cursor win, so the order in which news arrives does not matter.

-- Given out under the lock of the user's shard, so that the revisions of one user are committed in their order.
create sequence revision as bigint;

create table thread_state (
    thread_id       text collate "C" primary key,
    -- 0 until the thread itself was told; a head can come first.
    thread_version  bigint not null default 0,
    form            smallint not null default 0,
    kind            smallint not null default 0,
    subject         text not null default '',
    create_time     timestamptz not null default 'epoch',
    archived        boolean not null default false,
    participant_ids text[] collate "C" not null default '{}',
    head_sequence   bigint not null default 0,
    head_ordinal    bigint not null default 0,
    message_id      text,
    message_time    timestamptz
) with (fillfactor = 70);

create table inbox_row (
    user_id         text collate "C" not null,
    thread_id       text collate "C" not null,
    -- 1 all, 2 archived.
    folder          smallint not null default 1,
    -- Takes no part, any more or so far: not listed, but what was read is kept.
    removed         boolean not null default false,
    counterpart_id  text not null default '',
    head_sequence   bigint not null default 0,
    head_ordinal    bigint not null default 0,
    activity_time   timestamptz not null default 'epoch',
    read_sequence   bigint not null default 0,
    read_ordinal    bigint not null default 0,
    -- Ascending. Ordinals that do not count for this user.
    hidden_ordinals bigint[] not null default '{}',
    unread_count    bigint not null generated always as (greatest(
        0,
        head_ordinal - read_ordinal
            - (cardinality(hidden_ordinals) - width_bucket(read_ordinal, hidden_ordinals))
    )) stored,
    -- 0 for a row that was never listed.
    revision        bigint not null default 0,
    primary key (user_id, thread_id)
);

create index inbox_row_list on inbox_row (user_id, folder, activity_time, thread_id) where not removed;
create index inbox_row_revision on inbox_row (user_id, revision);
create index inbox_row_unread on inbox_row (user_id) include (unread_count)
    where unread_count > 0 and folder = 1 and not removed;

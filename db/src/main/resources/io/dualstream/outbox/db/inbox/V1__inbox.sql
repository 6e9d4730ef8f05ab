-- The inbox: which events a consumer is done with, so that none is handled twice, and those it failed at. It needs no outbox, and
-- may share a schema with one.
--
-- No name here is qualified: everything is made in the schema that comes first in search_path, whatever it is called.
-- Flyway sets that (InboxMigrations); with psql, inbox-install.sql does.

-- The functions below remember this path ("from current"), so that a caller's own path or temporary tables cannot mislead them.
do $$
begin
  perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
  if current_setting('server_version_num')::int < 150000 then
    raise exception 'the inbox needs PostgreSQL 15 or later, this is %', current_setting('server_version');
  end if;
  if to_regclass('received') is not null then
    raise exception 'schema % already has a table named received', current_schema()
      using hint = 'If that is an inbox installed with psql, upgrade it with psql too; if not, choose another schema.';
  end if;
end
$$;

create table received (
  -- Compared byte by byte: names and ids are no prose, and the index is a third faster for it.
  consumer    text collate "C" not null constraint received_consumer check (octet_length(consumer) between 1 and 200),
  event_id    text collate "C" not null constraint received_event_id check (octet_length(event_id) between 1 and 1000),
  received_at timestamptz      not null default clock_timestamp(),
  constraint received_once primary key (consumer, event_id)
)
-- What forget() deletes is room for what comes next, if it is cleared away in small portions.
with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.1);

-- Serves forget().
create index received_at on received (received_at);

create table failure (
  number           bigint           not null primary key generated always as identity,
  consumer         text collate "C" not null,
  event_id         text collate "C" not null,
  -- The event, whole.
  attributes       jsonb            not null,
  headers          jsonb            not null,
  key              text,
  data             bytea,
  topic            text             not null,
  partition        int              not null,
  record_offset    bigint           not null,
  -- What became of it.
  state            text             not null constraint failure_state check (state in ('failing', 'dead', 'handled', 'discarded')),
  reason           text             not null,
  error_class      text,
  attempts         int              not null default 1,
  first_at         timestamptz      not null default clock_timestamp(),
  last_at          timestamptz      not null default clock_timestamp(),
  replay_requested boolean          not null default false,
  resolved_at      timestamptz,
  constraint failure_once unique (consumer, event_id),
  constraint failure_resolved check ((resolved_at is not null) = (state in ('handled', 'discarded')))
);

-- Serves the look for requests, once a second: empty but for an instant.
create index failure_replay on failure (consumer, number) where replay_requested;
-- Serves forget().
create index failure_resolved_at on failure (resolved_at) where resolved_at is not null;

comment on table received is
  'The events each consumer is done with: a row means handled, or given up and kept in failure. Written in the transaction of the '
  'handler, by claim().';
comment on column received.consumer is 'Who handles the event: each consumer handles it once.';
comment on column received.event_id is 'The event''s id: ce_id, with the source before it where it is no UUID.';
comment on column received.received_at is 'When; forget() goes by it.';
comment on table failure is
  'Events that a consumer failed at, with their reasons. Change them with replay_failure and discard_failure.';
comment on column failure.number is 'Names the failure.';
comment on column failure.attributes is 'The CloudEvents attributes: id, source, type, subject, time and so on.';
comment on column failure.data is 'The payload''s bytes: convert_from(data, ''UTF8'') where it is text. Null is a tombstone.';
comment on column failure.topic is 'Where it came from, with partition and record_offset.';
comment on column failure.state is
  'failing: comes again by itself; dead: given up until somebody replays or discards it; handled; discarded.';
comment on column failure.reason is 'What the last attempt said.';
comment on column failure.replay_requested is 'Whether somebody asked for another attempt; the consumer makes it within seconds.';

create function claim(consumer text, event_ids text[]) returns setof text
  language sql volatile security definer
  set search_path from current
begin atomic
  with fresh as (
    -- In one order, whoever claims: two batches that share events wait for each other in turn, not in a circle. Where another
    -- transaction has claimed one and not ended, this waits for it.
    insert into received (consumer, event_id)
    select claim.consumer, given.id from (select distinct unnest(claim.event_ids) collate "C" as id) given order by given.id
    on conflict do nothing
    returning received.event_id),
  mended as (
    update failure f set state = 'handled', resolved_at = clock_timestamp()
      from fresh
     where f.consumer = claim.consumer and f.event_id = fresh.event_id and f.state = 'failing')
  select fresh.event_id from fresh;
end;

create function claim(consumer text, event_id text) returns boolean
  language sql volatile
  set search_path from current
begin atomic
  select count(*) = 1 from claim(claim.consumer, array[claim.event_id]);
end;

create function try_claim(consumer text, event_ids text[], out event_id text, out outcome text) returns setof record
  language plpgsql security definer
  set search_path from current
  -- As good as not waiting at all.
  set lock_timeout = '1ms'
as $$
begin
  for event_id in select distinct unnest(event_ids) collate "C" as id order by id loop
    begin
      outcome := case when claim(consumer, event_id) then 'claimed' else 'duplicate' end;
    exception
      when lock_not_available then
        outcome := 'busy';
    end;
    return next;
  end loop;
end
$$;

create function record_failure(
    consumer text, event_id text, reason text, error_class text, max_attempts int,
    attributes jsonb, headers jsonb, key text, data bytea, topic text, partition int, record_offset bigint,
    out state text, out attempts int)
  language plpgsql security definer
  set search_path from current
as $$
#variable_conflict use_column
declare
  failed failure;
begin
  -- First this row, then that of failure, as claim() does it: nobody waits in a circle.
  if not claim(record_failure.consumer, record_failure.event_id) then
    select f.state, f.attempts into state, attempts from failure f
     where f.consumer = record_failure.consumer and f.event_id = record_failure.event_id;
    state := coalesce(state, 'handled');
    return;
  end if;
  insert into failure as f (consumer, event_id, attributes, headers, key, data, topic, partition, record_offset,
      state, reason, error_class)
  values (record_failure.consumer, record_failure.event_id, record_failure.attributes, record_failure.headers, record_failure.key,
      record_failure.data, record_failure.topic, record_failure.partition, record_failure.record_offset,
      'failing', record_failure.reason, record_failure.error_class)
  on conflict on constraint failure_once do update
     set state = 'failing', resolved_at = null, reason = excluded.reason, error_class = excluded.error_class,
         last_at = clock_timestamp(),
         -- One that was resolved before is another story; claim() has just resolved ours.
         attempts = case when f.resolved_at < transaction_timestamp() then 1 else f.attempts + 1 end
  returning * into failed;
  attempts := failed.attempts;
  if failed.attempts >= record_failure.max_attempts then
    -- What was claimed above stays so: who is given the event again goes past it.
    update failure f set state = 'dead' where f.number = failed.number;
    state := 'dead';
  else
    delete from received r where r.consumer = record_failure.consumer and r.event_id = record_failure.event_id;
    state := 'failing';
  end if;
end
$$;

create function take_replay(consumer text) returns setof failure
  language sql volatile security definer
  set search_path from current
begin atomic
  -- Several instances look: each takes another one. The row stays locked until the transaction ends.
  update failure f set state = 'handled', resolved_at = clock_timestamp(), replay_requested = false, attempts = f.attempts + 1
   where f.number = (
     select r.number from failure r
      where r.consumer = take_replay.consumer and r.replay_requested order by r.number limit 1 for update skip locked)
  returning f.*;
end;

create function fail_replay(number bigint, reason text, error_class text) returns void
  language sql volatile security definer
  set search_path from current
begin atomic
  update failure f
     set replay_requested = false, attempts = f.attempts + 1, last_at = clock_timestamp(),
         reason = fail_replay.reason, error_class = fail_replay.error_class
   where f.number = fail_replay.number and f.state = 'dead';
end;

create function replay_failure(number bigint) returns void
  language plpgsql security definer
  set search_path from current
as $$
declare
  asked failure;
begin
  select * into asked from failure f where f.number = replay_failure.number for update;
  if asked.number is null then
    raise exception 'there is no failure %', number using errcode = 'no_data_found';
  elsif asked.state = 'failing' then
    raise exception 'failure % comes again by itself: it is given up after some more attempts', number
      using errcode = 'object_not_in_prerequisite_state';
  elsif asked.state <> 'dead' then
    raise exception 'failure % is % already', number, asked.state using errcode = 'object_not_in_prerequisite_state';
  end if;
  update failure f set replay_requested = true where f.number = asked.number;
end
$$;

create function replay_failures(consumer text default null) returns bigint
  language sql volatile security definer
  set search_path from current
begin atomic
  with asked as (
    update failure f set replay_requested = true
     where f.state = 'dead' and (replay_failures.consumer is null or f.consumer = replay_failures.consumer)
    returning 1)
  select count(*) from asked;
end;

create function discard_failure(number bigint) returns void
  language plpgsql security definer
  set search_path from current
as $$
declare
  asked failure;
begin
  select * into asked from failure f where f.number = discard_failure.number;
  if asked.number is null then
    raise exception 'there is no failure %', number using errcode = 'no_data_found';
  end if;
  -- First the row of received, as everywhere; it waits for a handler that is at it.
  insert into received (consumer, event_id) values (asked.consumer, asked.event_id) on conflict do nothing;
  select * into asked from failure f where f.number = discard_failure.number for update;
  if asked.state not in ('failing', 'dead') then
    raise exception 'failure % is % already', number, asked.state using errcode = 'object_not_in_prerequisite_state';
  end if;
  update failure f set state = 'discarded', resolved_at = clock_timestamp(), replay_requested = false where f.number = asked.number;
end
$$;

create function forget(keep interval, max_rows int default 10000) returns bigint
  language sql volatile security definer
  set search_path from current
begin atomic
  with old as (
    -- Whoever else is at it takes other rows.
    select r.ctid from received r where r.received_at < clock_timestamp() - forget.keep
     order by r.received_at limit forget.max_rows for update skip locked),
  settled as (
    delete from failure f where f.resolved_at < clock_timestamp() - forget.keep),
  gone as (
    delete from received r using old where r.ctid = old.ctid returning 1)
  select count(*) from gone;
end;

comment on function claim(text, text[]) is
  'Claims events for a consumer in the current transaction and returns those that are new to it: handle these, in this transaction, '
  'and no others. Waits where another transaction has claimed one and not ended yet.';
comment on function claim(text, text) is
  'Claims one event: true means handle it, in this transaction; false means that this consumer is done with it.';
comment on function try_claim(text, text[]) is
  'As claim, but never waits: busy means that another transaction is at it, and may yet roll back. Do not acknowledge such an event.';
comment on function record_failure(text, text, text, text, int, jsonb, jsonb, text, bytea, text, int, bigint) is
  'Counts a failed attempt and keeps the event; after max_attempts it is dead, and the consumer is done with it until it is replayed.';
comment on function take_replay(text) is
  'Gives out one failure whose replay was asked for, as handled: if the transaction rolls back, it is dead still.';
comment on function fail_replay(bigint, text, text) is 'Counts a replay that failed; it is not tried again until somebody asks.';
comment on function replay_failure(bigint) is 'Asks the consumer to handle a dead event once more, within seconds.';
comment on function replay_failures(text) is 'Asks for a replay of all dead events, of one consumer or of all; returns how many.';
comment on function discard_failure(bigint) is 'Gives an event up: its consumer never handles it.';
comment on function forget(interval, int) is
  'Deletes what was received longer ago than keep, max_rows at most, and failures resolved as long ago; returns how many rows of '
  'received. An event that comes again after that is handled again.';

revoke execute on function claim(text, text[]) from public;
revoke execute on function claim(text, text) from public;
revoke execute on function try_claim(text, text[]) from public;
revoke execute on function record_failure(text, text, text, text, int, jsonb, jsonb, text, bytea, text, int, bigint) from public;
revoke execute on function take_replay(text) from public;
revoke execute on function fail_replay(bigint, text, text) from public;
revoke execute on function replay_failure(bigint) from public;
revoke execute on function replay_failures(text) from public;
revoke execute on function discard_failure(bigint) from public;
revoke execute on function forget(interval, int) from public;

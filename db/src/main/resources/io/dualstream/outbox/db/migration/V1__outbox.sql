-- The outbox: one insert-only table, its partitions, its publication, and the functions around it.
--
-- No name here is qualified: everything is made in the schema that comes first in search_path, whatever it is called.
-- Flyway sets that (OutboxMigrations); with psql, install.sql does.

-- The functions below remember this path ("from current"), so that a caller's own path or temporary tables cannot mislead them.
do $$
begin
  perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
  if current_setting('server_version_num')::int < 150000 then
    raise exception 'the outbox needs PostgreSQL 15 or later, this is %', current_setting('server_version')
      using hint = 'Column lists of publications, which the outbox relies on, came with PostgreSQL 15.';
  end if;
  if current_setting('server_encoding') = 'SQL_ASCII' then
    raise exception 'the outbox cannot live in a database with encoding SQL_ASCII'
      using hint = 'Such a database accepts bytes that are no text in any encoding; create it with encoding UTF8.';
  end if;
  if to_regclass('event') is not null then
    raise exception 'schema % already has a table named event', current_schema()
      using hint = 'If that is an outbox installed with psql, upgrade it with psql too; if not, choose another schema.';
  end if;
end
$$;

create function new_event_id() returns uuid
  language sql volatile parallel safe
  -- The version nibble of gen_random_uuid() is 4 = 0100; setting bits 52 and 53 makes it 7 = 0111.
  return encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid;

comment on function new_event_id() is
  'A UUIDv7: sorts by the millisecond it was made in, the rest is random.';

create table event (
  -- Which transaction a row belongs to is all the live path goes by. Before seq, so that whoever takes a seq owns an xid
  -- already: defaults are evaluated in column order, in INSERT, multi-row INSERT and COPY alike.
  xid            xid8        not null default pg_current_xact_id(),
  seq            bigint      not null generated always as identity (cache 1),
  id             uuid        not null default new_event_id(),
  aggregate_type text        not null,
  aggregate_id   text        not null,
  event_type     text        not null,
  key            text,
  dataschema     text,
  content_type   text,
  headers        jsonb,
  payload        json,
  payload_binary bytea,
  created_at     timestamptz not null default clock_timestamp(),
  -- The same instant for the relay, which reads it from the WAL: measured, decoding a timestamptz was half of its time.
  created_us     bigint      not null -- filled in by admit_event()
) partition by range (created_at);

-- What could become poison on the way is refused here, with a sentence that names the rule.
--
-- A trigger and not CHECK constraints: PostgreSQL reads every CHECK's expression anew for every statement, which for these
-- rules took 85 us per single-row INSERT, seven times the INSERT itself; the trigger takes 5 to 8.
create function admit_event() returns trigger
  language plpgsql
  set search_path from current
as $$
declare
  broken text := case
    when octet_length(new.aggregate_type) not between 1 and 150
      then 'aggregate_type must have 1 to 150 characters: it becomes part of a Kafka topic name'
    when new.aggregate_type ~ '[^A-Za-z0-9._-]'
      then 'aggregate_type must have only letters, digits, dot, dash and underscore: it becomes part of a Kafka topic name'
    when new.aggregate_type in ('.', '..')
      then 'aggregate_type must not be . or ..: Kafka refuses them as topic names'
    when char_length(new.aggregate_id) not between 1 and 255
      then 'aggregate_id must have 1 to 255 characters'
    when new.aggregate_id ~ '[\u0001-\u001f\u007f-\u009f]'
      then 'aggregate_id must have no control characters'
    when new.aggregate_id ~ '[*?[\]\\]'
      then 'aggregate_id must have none of * ? [ ] \: it becomes part of a Redis channel name, where these are wildcards'
    when char_length(new.event_type) not between 1 and 255
      then 'event_type must have 1 to 255 characters'
    when new.event_type ~ '[\u0001-\u001f\u007f-\u009f]'
      then 'event_type must have no control characters'
    when char_length(new.key) not between 1 and 255
      then 'key must have 1 to 255 characters'
    when new.key ~ '[\u0001-\u001f\u007f-\u009f]'
      then 'key must have no control characters'
    when new.dataschema !~ '^[!-~]+$' or octet_length(new.dataschema) > 1000
      then 'dataschema must be a URI of at most 1000 characters'
    when new.content_type !~ '^[A-Za-z0-9.+_-]+/[ -~]+$' or octet_length(new.content_type) > 255
      then 'content_type must be a media type such as application/json, of at most 255 characters'
    when jsonb_typeof(new.headers) <> 'object'
      then 'headers must be a JSON object of strings'
    -- One pass over the text, which jsonb always writes in the same form: {"name": "value", "name": "value"}, control
    -- characters escaped. Looking into the jsonb with SQL/JSON paths takes five times as long.
    when new.headers::text !~ '^\{("[A-Za-z0-9._-]+": "([^"\\\u007f-\u009f]|\\["\\])*"(, )?)*\}$'
      then 'headers must have names of letters, digits, dot, dash and underscore, and strings without control characters as values'
    when new.headers ?| '{content-type,ce_id,ce_source,ce_type,ce_specversion,ce_time,ce_subject,ce_dataschema,ce_datacontenttype,ce_position,ce_aggregatetype}'
      then 'headers must not be named content-type nor as the ce_ attributes that every event has'
    -- The first half is the cheap one, and enough unless the value comes compressed from another table.
    when (pg_column_compression(new.headers) is not null or pg_column_size(new.headers) > 16384)
        and octet_length(new.headers::text) > 16384
      then 'headers must have at most 16384 bytes'
    when new.payload is not null and new.payload_binary is not null
      then 'payload and payload_binary must not both be given'
    -- Kafka takes 1 MB per record by default, headers included.
    when octet_length(new.payload::text) > 900000
      then 'payload must have at most 900000 bytes: put large things elsewhere and publish where'
    when octet_length(new.payload_binary) > 900000
      then 'payload_binary must have at most 900000 bytes: put large things elsewhere and publish where'
    when not (new.created_at >= '2000-01-01 00:00:00+00' and new.created_at < '3000-01-01 00:00:00+00')
      then 'created_at must lie between the years 2000 and 3000: better leave it out'
  end;
begin
  if broken is null then
    new.created_us := extract(epoch from new.created_at) * 1000000;
    return new;
  end if;
  -- Nothing of the payload or the headers: this is logged.
  raise exception using
    errcode = 'check_violation',
    message = 'the outbox refuses this event: ' || broken,
    detail = format('The event was %s of %s %s.', quote_nullable(left(new.event_type, 255)),
      quote_nullable(left(new.aggregate_type, 255)), quote_nullable(left(new.aggregate_id, 255))),
    schema = tg_table_schema, table = 'event', column = substring(broken from '^[a-z_]+'), constraint = tg_name;
end
$$;

create trigger admit_event before insert on event
  for each row execute function admit_event();

comment on function admit_event() is
  'Refuses events that no topic, channel or header could carry, so that a writer hears of it rather than the relay; fills in created_us.';

-- Serves the live path's poll (xid >= high or xid = any(gaps)) and the recovery scan after a lost slot (xid >= horizon).
-- Deliberately not unique, and no primary key: a key would make the relay's WAL reader build one more structure per event.
create index event_xid on event (xid);

create table event_default partition of event default;

create table lease (
  name        text        not null primary key,
  epoch       bigint      not null,
  holder      text        not null,
  acquired_at timestamptz not null default clock_timestamp(),
  settled_xid xid8,
  marks       bigint[],
  producer    int         not null default 0
);

create function lock_briefly(target regclass) returns boolean
  language plpgsql
  set search_path from current
  set lock_timeout = '100ms'
as $$
declare
  holders text[];
begin
  -- Each statement after this lock must see what was committed before it was granted.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'partitions can be changed in a transaction of isolation level read committed only';
  end if;
  -- Whoever queues for this lock makes all that come later queue behind him: no good behind a transaction that stays.
  select array_agg(virtualtransaction) into holders from pg_locks
    where database = (select oid from pg_database where datname = current_database()) and relation = target and granted
      and pid is distinct from pg_backend_pid();
  if holders is not null then
    perform pg_sleep(0.05);
    if exists (select from pg_locks
        where database = (select oid from pg_database where datname = current_database()) and relation = target and granted
          and virtualtransaction = any (holders)) then
      return false;
    end if;
  end if;
  execute format('lock table only %s in access exclusive mode', target);
  return true;
exception
  when lock_not_available then
    return false;
end
$$;

comment on function lock_briefly(regclass) is
  'Locks a table against everybody, if that is to be had within 100 ms; until then, and until the transaction ends, writers wait.';

create function create_partitions(days_ahead int default 7, out partition text, out outcome text) returns setof record
  language plpgsql security definer
  set search_path from current
  set timezone = 'UTC'
  set lock_timeout = '200ms'
as $$
declare
  today date := current_date;
  low   timestamptz;
begin
  -- One creator at a time; the others have nothing to do.
  if not pg_try_advisory_xact_lock('pg_class'::regclass::oid::int, 'event'::regclass::oid::int) then
    return;
  end if;
  for day in 0 .. days_ahead loop
    low := today + day;
    partition := 'event_' || to_char(low, 'YYYYMMDD');
    if to_regclass(quote_ident(partition)) is not null then
      outcome := 'exists';
    elsif pg_relation_size('event_default') > 100 * 1024 * 1024 then
      -- ATTACH would read all of it, and writers to it would wait.
      outcome := 'skipped: event_default is too large to be checked without making writers wait';
    elsif exists (select from event_default where created_at >= low and created_at < low + interval '1 day') then
      outcome := 'skipped: event_default already holds events of that day';
    elsif day = 0 and not lock_briefly('event') then
      -- An insert of today, on its way to event_default, would fail when today's partition gets in between.
      outcome := 'later: the table is in use';
    else
      begin
        -- Made on its own and then attached: that locks the table in share update exclusive mode, which no writer notices,
        -- and event_default in access exclusive mode, for as long as it takes to see that it is (almost) empty.
        execute format('create table %I (like event including defaults including storage including compression '
          || 'including comments) with (autovacuum_vacuum_insert_threshold = -1)', partition);
        execute format('alter table event attach partition %I for values from (%L) to (%L)',
          partition, low, low + interval '1 day');
        outcome := 'created';
      exception
        when lock_not_available then
          outcome := 'later: event_default was locked';
        when check_violation then
          outcome := 'skipped: event_default already holds events of that day';
        when invalid_object_definition then
          outcome := 'skipped: another partition holds a part of that day';
      end;
    end if;
    return next;
    exit when outcome like 'later:%';
  end loop;
end
$$;

revoke execute on function create_partitions(int) from public;

comment on function create_partitions(int) is
  'Makes the daily partitions (UTC) from today to days_ahead, and says for each what happened. Safe to call at any time, by '
  'several at once: it never waits longer than 200 ms for a lock, and never fails because a day cannot have its partition: '
  'that day''s events stay in event_default.';

do $$ begin perform create_partitions(); end $$;

create function publish(
    aggregate_type text, aggregate_id text, event_type text, payload json default null,
    headers jsonb default null, key text default null, dataschema text default null,
    content_type text default null, payload_binary bytea default null, id uuid default null) returns uuid
  language sql volatile
  set search_path from current
begin atomic
  -- No RETURNING: that would ask publishers for the right to read.
  with new as materialized (select coalesce(publish.id, new_event_id()) as id),
  inserted as (
    insert into event (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type,
        headers, payload, payload_binary)
    select new.id, publish.aggregate_type, publish.aggregate_id, publish.event_type, publish.key, publish.dataschema,
        publish.content_type, publish.headers, publish.payload, publish.payload_binary
    from new)
  select new.id from new;
end;

comment on function publish(text, text, text, json, jsonb, text, text, text, bytea, uuid) is
  'Records an event in the current transaction and returns its id; it leaves if and only if the transaction commits.';

-- What the relay reads from the WAL: inserts only, under the name of the root table, every column but xid and created_at.
do $$
begin
  execute format('create publication %I for table event (seq, id, aggregate_type, aggregate_id, event_type, key, dataschema, '
    || 'content_type, headers, payload, payload_binary, created_us) '
    || 'with (publish = ''insert'', publish_via_partition_root = true)', current_schema() || '_event');
end
$$;

comment on table event is
  'The transactional outbox: an event inserted here leaves for Kafka and Redis if and only if its transaction commits. '
  'Insert only: never update or delete; old events go by whole partitions.';
comment on column event.xid is 'The inserting transaction. Filled in by the database; leave it out of every INSERT and COPY.';
comment on column event.seq is 'The order of publishing, with gaps. Filled in by the database; leave it out.';
comment on column event.id is 'The event''s id everywhere: ce_id in Kafka, id in Redis. A UUIDv7 when left out.';
comment on column event.aggregate_type is 'What kind of thing the event is about, such as order. Becomes part of the Kafka topic name.';
comment on column event.aggregate_id is 'Which one, such as an order number. The Kafka key unless key is given; part of the Redis channel name.';
comment on column event.event_type is 'What happened, such as OrderPlaced.';
comment on column event.key is 'The Kafka key, where it is not to be aggregate_id.';
comment on column event.dataschema is 'The URI of the schema that the payload follows (CloudEvents dataschema).';
comment on column event.content_type is 'The payload''s media type; application/json for payload and application/octet-stream for payload_binary when left out.';
comment on column event.headers is 'A JSON object of strings, carried along as headers, such as {"traceparent": "00-..."}.';
comment on column event.payload is 'The event itself, as JSON, kept byte for byte. Without payload and payload_binary the event is a tombstone.';
comment on column event.payload_binary is 'The event itself, where it is no JSON: Avro, Protobuf.';
comment on column event.created_at is 'When the event was published; decides its partition. Filled in by the database.';
comment on column event.created_us is 'When the event was published, in microseconds since 1970: ce_time. Filled in by the database.';

comment on table event_default is 'Takes the events of days that have no partition, so that an insert never fails for want of one.';
comment on table lease is 'Who leads among the relays, and how often leadership changed hands.';
comment on column lease.epoch is 'Grows with every change of holder; whoever shows an older one is fenced.';
comment on column lease.settled_xid is
  'Events of older transactions are in every sink of this relay. Null: not known; retention then leaves everything.';
comment on column lease.producer is
  'Which of the relay''s transactional ids publishes; grows when Kafka cannot end the transaction of the last one.';
comment on column lease.marks is
  'Names that the relay will look for, to find out whether the database went back to an earlier state.';

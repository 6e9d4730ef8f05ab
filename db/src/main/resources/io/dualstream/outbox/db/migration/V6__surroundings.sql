-- What the functions take over from their surroundings: the encoding of the database, settings of the session, and what somebody
-- else added to the table.
--
-- All of it is one statement, as in V5. Literals with a backslash are dollar-quoted: their meaning is the same whatever
-- standard_conforming_strings says.
do $migration$
declare
  home  text := current_schema();
  found record;
begin
  if home is null or to_regprocedure(format('%I.note_removal()', home)) is null then
    raise exception 'the schema that comes first in search_path, %, holds no outbox', coalesce(home, 'none');
  end if;
  perform set_config('search_path', quote_ident(home) || ', pg_temp', true);

  -- In UTF8 the characters U+0080 to U+009f are control characters. In other encodings these numbers may be letters: what
  -- they are in UTF8 decides.
  create function has_controls(said text) returns boolean
    language sql stable
    return said ~ $r$[\u0001-\u001f\u007f-\u009f]$r$ and (getdatabaseencoding() = 'UTF8'
      or encode(convert_to(said, 'UTF8'), 'hex') ~ $r$^(..)*(0[1-9a-f]|1.|7f|c2[89].)$r$);

  comment on function has_controls(text) is 'Whether a text has control characters, whatever the encoding of the database.';

  -- Kafka takes pay.roll and pay_roll for one name: whichever type comes first has it. Types with neither dot nor underscore collide
  -- with nothing and are not written down.
  create table topic_type (
    topic          text collate "C" not null primary key,
    aggregate_type text collate "C" not null constraint topic_type_name check (aggregate_type ~ '^[A-Za-z0-9._-]{1,150}$'),
    constraint topic_type_topic check (topic = translate(aggregate_type, '.', '_'))
  );

  comment on table topic_type is
    'Which aggregate type has a topic name, of those that Kafka takes for one. Delete a row to give the name away.';

  create function claim_topic(aggregate_type text) returns text
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    wanted  text := translate(aggregate_type, '.', '_');
    claimed text;
  begin
    loop
      select t.aggregate_type into claimed from topic_type t where t.topic = wanted;
      exit when found;
      -- Waits for whoever inserts the same name, once in the life of a type.
      insert into topic_type (topic, aggregate_type) values (wanted, claim_topic.aggregate_type) on conflict do nothing;
    end loop;
    return claimed;
  end
  $$;

  comment on function claim_topic(text) is 'The aggregate type whose events go to that type''s topic: itself, unless another one came first.';
  revoke execute on function claim_topic(text) from public;
  -- Of the last 100,000 events, and of two types of one name the older one: the other one's are dead letters.
  insert into topic_type
    select translate(e.aggregate_type, '.', '_'), e.aggregate_type
      from (select l.aggregate_type, l.seq from event l order by l.xid desc limit 100000) e
     where e.aggregate_type ~ '[._]'
     group by e.aggregate_type order by min(e.seq)
    on conflict do nothing;

  -- Without settings of its own but search_path: each costs every insert. Hence no literal here may depend on one.
  create or replace function admit_event() returns trigger
    language plpgsql
    set search_path from current
  as $body$
  declare
    known  text;
    entry  text;
    owner  text;
    broken text := case
      when octet_length(new.aggregate_type) not between 1 and 150
        then 'aggregate_type must have 1 to 150 characters: it becomes part of a Kafka topic name'
      when new.aggregate_type ~ '[^A-Za-z0-9._-]'
        then 'aggregate_type must have only letters, digits, dot, dash and underscore: it becomes part of a Kafka topic name'
      when new.aggregate_type in ('.', '..')
        then 'aggregate_type must not be . or ..: Kafka refuses them as topic names'
      when char_length(new.aggregate_id) not between 1 and 255
        then 'aggregate_id must have 1 to 255 characters'
      when new.aggregate_id ~ $r$[\u0001-\u001f\u007f-\u009f]$r$ and has_controls(new.aggregate_id)
        then 'aggregate_id must have no control characters'
      when new.aggregate_id ~ $r$[*?[\]\\]$r$
        then $r$aggregate_id must have none of * ? [ ] \: it becomes part of a Redis channel name, where these are wildcards$r$
      when char_length(new.event_type) not between 1 and 255
        then 'event_type must have 1 to 255 characters'
      when new.event_type ~ $r$[\u0001-\u001f\u007f-\u009f]$r$ and has_controls(new.event_type)
        then 'event_type must have no control characters'
      when char_length(new.key) not between 1 and 255
        then 'key must have 1 to 255 characters'
      when new.key ~ $r$[\u0001-\u001f\u007f-\u009f]$r$ and has_controls(new.key)
        then 'key must have no control characters'
      when new.dataschema !~ '^[!-~]+$' or octet_length(new.dataschema) > 1000
        then 'dataschema must be a URI of at most 1000 characters'
      when new.content_type !~ '^[A-Za-z0-9.+_-]+/[ -~]+$' or octet_length(new.content_type) > 255
        then 'content_type must be a media type such as application/json, of at most 255 characters'
      when jsonb_typeof(new.headers) <> 'object'
        then 'headers must be a JSON object of strings'
      -- One pass over the text, which jsonb always writes in the same form: {"name": "value", "name": "value"}, control
      -- characters escaped. Looking into the jsonb with SQL/JSON paths takes five times as long.
      when new.headers::text !~ $r$^\{("[A-Za-z0-9._-]+": "([^"\\\u007f-\u009f]|\\["\\])*"(, )?)*\}$$r$
          and (new.headers::text !~ $r$^\{("[A-Za-z0-9._-]+": "([^"\\]|\\["\\])*"(, )?)*\}$$r$ or has_controls(new.headers::text))
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
    if broken is null and getdatabaseencoding() <> 'UTF8' then
      -- The relay reads UTF8. What cannot be said in that is an error here.
      perform convert_to(concat(new.aggregate_id, new.event_type, new.key), 'UTF8');
      broken := case
        when octet_length(convert_to(new.headers::text, 'UTF8')) > 16384
          then 'headers must have at most 16384 bytes, in UTF8'
        when octet_length(convert_to(new.payload::text, 'UTF8')) > 900000
          then 'payload must have at most 900000 bytes, in UTF8: put large things elsewhere and publish where'
      end;
    end if;
    -- A session asks once for each type: what it knows is a setting of its own, and undone with the transaction.
    if broken is null and new.aggregate_type ~ '[._]' then
      known := coalesce(current_setting('outbox.topics', true), '');
      entry := format(' %s/%s ', tg_table_schema, new.aggregate_type);
      if strpos(known, entry) = 0 and has_function_privilege('claim_topic(text)', 'execute') then
        owner := claim_topic(new.aggregate_type);
        if owner = new.aggregate_type then
          perform set_config('outbox.topics', case when length(known) > 4000 then '' else known end || entry, false);
        else
          broken := format('aggregate_type must differ from %L by more than dot and underscore: Kafka takes their topic names for one', owner);
        end if;
      end if;
    end if;
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
  $body$;

  create or replace function edit_dead_letter(
      number bigint, payload json default null, payload_binary bytea default null, topic text default null,
      key text default null) returns void
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    letter dead_letter := open_dead_letter(number);
  begin
    if letter.request is not null then
      raise exception 'dead letter % is about to be published or discarded: edit it before that, or after it failed again', number
        using errcode = 'object_not_in_prerequisite_state';
    elsif edit_dead_letter.payload is not null and edit_dead_letter.payload_binary is not null then
      raise exception 'payload and payload_binary must not both be given' using errcode = 'check_violation';
    elsif edit_dead_letter.topic !~ '^[A-Za-z0-9._-]{1,249}$' then
      raise exception 'topic must have 1 to 249 letters, digits, dots, dashes and underscores' using errcode = 'check_violation';
    elsif char_length(edit_dead_letter.key) not between 1 and 255 or has_controls(edit_dead_letter.key) then
      raise exception 'key must have 1 to 255 characters, none of them control characters' using errcode = 'check_violation';
    end if;
    update dead_letter d
       set data = coalesce(convert_to(edit_dead_letter.payload::text, 'UTF8'), edit_dead_letter.payload_binary, d.data),
           content_type = case when d.content_type is not null then d.content_type
                               when edit_dead_letter.payload is not null then 'application/json'
                               when edit_dead_letter.payload_binary is not null then 'application/octet-stream' end,
           topic = coalesce(edit_dead_letter.topic, d.topic),
           key = coalesce(edit_dead_letter.key, d.key)
     where d.number = letter.number;
  end
  $$;

  create function relay_leads(name text) returns boolean
    language sql stable
    set search_path from current
  begin atomic
    -- The relay holds this lock as long as it leads.
    select exists (select from pg_locks l, pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.oid = 'lease'::regclass and l.locktype = 'advisory' and l.granted and l.objsubid = 1
        and l.database = (select d.oid from pg_database d where d.datname = current_database())
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('outbox/' || n.nspname || '/' || relay_leads.name, 0));
  end;

  comment on function relay_leads(text) is 'Whether a relay of that name leads at this moment.';

  create function relays(out name text, out settled_xid xid8, out holder text, out since timestamptz) returns setof record
    language sql stable
    set search_path from current
  begin atomic
    -- One that leads no more and never left a mark never published: a start under a wrong name, or with a wrong password. It has
    -- an hour, so that a restart of one that is new does not cost it the events before.
    select l.name, l.settled_xid, l.holder, l.acquired_at from lease l
     where l.marks is not null or l.settled_xid is not null or l.acquired_at > clock_timestamp() - interval '1 hour'
       or relay_leads(l.name);
  end;

  comment on function relays() is 'The relays that retention waits for.';

  create or replace function settled_xid() returns xid8
    language sql stable
    set search_path from current
  begin atomic
    -- Null unless every relay has said how far it is: one that is away has its say through what it wrote last.
    select case when count(*) = count(r.settled_xid) then min(r.settled_xid) end from relays() r;
  end;

  create function awaited_relay() returns text
    language sql stable
    set search_path from current
  begin atomic
    select coalesce(
      (select format(case when r.settled_xid is null then 'kept: relay %L (%s, leading since %s) has not said how far it is'
            else 'kept: it holds events that relay %L (%s, leading since %s) still needs' end,
          r.name, r.holder, to_char(r.since at time zone 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC')
        || case when relay_leads(r.name) then '' else format('; it leads no more: start it, or select %I.forget_relay(%L)', n.nspname, r.name) end
         from relays() r, pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = 'lease'::regclass
        order by r.settled_xid nulls first, r.since limit 1),
      'kept: no relay has said how far it is');
  end;

  comment on function awaited_relay() is 'Which relay retention waits for, as an outcome of the functions that change partitions.';

  create function forget_relay(name text) returns void
    language plpgsql security definer
    set search_path from current
  as $$
  begin
    if relay_leads(name) then
      raise exception 'relay % leads: stop it first', quote_literal(name) using errcode = 'object_in_use';
    end if;
    -- The epoch stays: Redis would take a relay that comes back with a lower one for a predecessor.
    update lease l set settled_xid = null, marks = null, acquired_at = '-infinity' where l.name = forget_relay.name;
    if not found then
      raise exception 'there is no relay %', quote_literal(name) using errcode = 'no_data_found';
    end if;
  end
  $$;

  comment on function forget_relay(text) is
    'Retention no longer waits for that relay, which must not lead. If it comes back, it compares the whole table with its topics.';
  revoke execute on function forget_relay(text) from public;

  create function adopt_restored_events() returns bigint
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    -- Handed out by no server: to every snapshot it is of the past.
    past    constant xid8 := '2';
    next    xid8 := pg_snapshot_xmax(pg_current_snapshot());
    one     text;
    changed bigint;
    adopted bigint := 0;
  begin
    for one in select i.inhrelid::regclass::text from pg_inherits i where i.inhparent = 'event'::regclass loop
      execute format('update %s set xid = $1 where xid >= $2', one) using past, next;
      get diagnostics changed = row_count;
      adopted := adopted + changed;
    end loop;
    update lease l set settled_xid = null where l.settled_xid > next;
    return adopted;
  end
  $$;

  comment on function adopt_restored_events() is
    'Makes events that were restored from another server, whose transactions this server has not reached, part of the past. To be '
    'called before the relay starts; returns how many they were.';
  revoke execute on function adopt_restored_events() from public;

  -- An UPDATE that moves a row to another partition would publish it again, and any other one would never arrive. The xid is the
  -- exception: adopt_restored_events() changes it, and no sink reads it twice.
  create function refuse_update() returns trigger
    language plpgsql
    set search_path from current
  as $$
  begin
    raise exception 'events are not updated: sinks would not see it' using
      errcode = 'object_not_in_prerequisite_state',
      hint = 'Insert another event. To change what is stored all the same, its owner may disable the trigger ' || tg_name || ' meanwhile.',
      schema = tg_table_schema, table = 'event', constraint = tg_name;
  end
  $$;

  create trigger refuse_update before update of seq, id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type,
      headers, payload, payload_binary, created_at, created_us on event
    for each row execute function refuse_update();

  create function upkeep_failed(said text) returns text
    language plpgsql
    set search_path from current
  as $$
  begin
    -- The mistake of whoever calls, and no partition's.
    if current_setting('transaction_isolation') <> 'read committed' then
      raise exception '%', said;
    end if;
    return 'failed: ' || said;
  end
  $$;

  revoke execute on function upkeep_failed(text) from public;

  create or replace function create_partitions(days_ahead int default 7, out partition text, out outcome text) returns setof record
    language plpgsql security definer
    set search_path from current
    set timezone = 'UTC'
    set lock_timeout = '200ms'
  as $$
  declare
    today date := current_date;
    low   timestamptz;
  begin
    -- One at a time. A lock of this table, which nobody but its owner may take: every login may take every advisory lock.
    begin
      lock table known_partition in share update exclusive mode nowait;
    exception
      when lock_not_available then
        partition := 'event';
        outcome := 'later: another session is changing partitions';
        return next;
        return;
    end;
    for day in 0 .. days_ahead loop
      low := today + day;
      partition := 'event_' || to_char(low, 'YYYYMMDD');
      -- Whatever somebody added to the table: a partition that cannot be made is no reason to make none of the others.
      begin
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
          -- Made on its own and then attached: that locks the table in share update exclusive mode, which no writer notices,
          -- and event_default in access exclusive mode, for as long as it takes to see that it is (almost) empty.
          execute format('create table %I (like event including defaults including generated including constraints '
            || 'including storage including compression including comments) with (autovacuum_vacuum_insert_threshold = -1)',
            partition);
          execute format('alter table event attach partition %I for values from (%L) to (%L)',
            partition, low, low + interval '1 day');
          outcome := 'created';
        end if;
      exception
        when lock_not_available then
          outcome := 'later: event_default was locked';
        when check_violation then
          outcome := 'skipped: event_default already holds events of that day';
        when invalid_object_definition then
          outcome := 'skipped: another partition holds a part of that day';
        when others then
          outcome := upkeep_failed(sqlerrm);
      end;
      return next;
      exit when outcome like 'later:%';
    end loop;
  end
  $$;

  create or replace function empty_partition(keep interval, out partition text, out outcome text) returns setof record
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    settled xid8 := settled_xid();
    found   boolean;
  begin
    for partition in select p.partition from partitions() p where p.high <= clock_timestamp() - keep loop
      begin
        execute format('select exists (select from %I)', partition) into found;
        continue when not found;
        if settled is null then
          outcome := awaited_relay();
          return next;
          return;
        end if;
        execute format('select exists (select from %I where xid >= $1)', partition) into found using settled;
        if found then
          outcome := awaited_relay();
        -- TRUNCATE locks this partition alone: nobody writes to a day that is over.
        elsif not lock_briefly(quote_ident(partition)::regclass) then
          outcome := 'later: it is in use';
        else
          -- Looked at again, for now nobody can be inserting.
          execute format('select exists (select from %I where xid >= $1)', partition) into found using settled;
          if found then
            outcome := awaited_relay();
          else
            execute format('truncate %I', partition);
            outcome := 'emptied';
          end if;
        end if;
      exception
        when others then
          outcome := upkeep_failed(sqlerrm);
      end;
      return next;
      exit when outcome = 'emptied';
    end loop;
  end
  $$;

  create or replace function drop_partition(keep interval, out partition text, out outcome text)
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    oldest text;
    filled boolean;
  begin
    for oldest in select p.partition from partitions() p where p.high <= clock_timestamp() - keep loop
      begin
        execute format('select exists (select from %I)', oldest) into filled;
        continue when filled;
        partition := oldest;
        outcome := 'later: the table is in use';
        if not lock_briefly('event') then
          return;
        end if;
        -- Writers wait for us from here on: so we wait for nobody.
        execute format('lock table %I, event_default in access exclusive mode nowait', partition);
        execute format('select exists (select from %I)', partition) into filled;
        if not filled then
          delete from known_partition k where k.relation = quote_ident(drop_partition.partition)::regclass;
          execute format('drop table %I', partition);
          outcome := 'dropped';
        end if;
        return;
      exception
        when lock_not_available then
          return;
        -- Somebody's view of it, for example. The locks are gone, and the next one may be dropped all the same.
        when others then
          partition := oldest;
          outcome := upkeep_failed(sqlerrm);
      end;
    end loop;
  end
  $$;

  create or replace function set_aside(out partition text, out outcome text)
    language plpgsql
    set search_path from current
    set timezone = 'UTC'
  as $$
  declare
    settled xid8 := settled_xid();
    oldest  timestamptz;
    cut     timestamptz;
    bound   xid8;
    moving  record;
    columns text;
  begin
    select min(d.created_at) into oldest from event_default d;
    if oldest is null or oldest >= current_date and pg_relation_size('event_default') <= 50 * 1024 * 1024 then
      return;
    end if;
    partition := 'event_default';
    if settled is null then
      outcome := awaited_relay();
      return;
    end if;
    -- Everything before the cut is set aside: no sink still reads it, no other partition lies between, and no day to come.
    cut := least(
      (select min(d.created_at) from event_default d where d.xid >= settled),
      (select min(p.low) from partitions() p where p.low > oldest),
      current_date + 1);
    if cut <= oldest then
      outcome := awaited_relay();
      return;
    end if;
    -- What comes after the cut goes into the new default partition. Found now, through all of the table, and nobody waits;
    -- found again by xid, through the index, while everybody does.
    select least(min(d.xid), settled) into bound from event_default d where d.created_at >= cut;
    select count(*) as events,
        coalesce(sum(coalesce(pg_column_size(d.payload), pg_column_size(d.payload_binary))), 0) as bytes into moving
      from event_default d where d.xid >= bound and d.created_at >= cut;
    if moving.events > 10000 or moving.bytes > 16 * 1024 * 1024 then
      outcome := format('later: it holds %s events that a relay still needs', moving.events);
      return;
    end if;
    outcome := 'later: the table is in use';
    if not lock_briefly('event') then
      return;
    end if;
    begin
      lock table event_default in access exclusive mode nowait;
      if exists (select from event_default d where d.xid >= settled and d.created_at < cut) then
        outcome := 'later: it holds events that a relay still needs';
        return;
      end if;
      alter table event detach partition event_default;
      create table event_fresh (like event including defaults including generated including constraints
        including storage including compression including comments);
      -- By name: the order of columns may differ, and what is generated takes no value.
      select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into columns from pg_attribute a
        where a.attrelid = 'event_fresh'::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '';
      -- An insert into a table that is no partition yet is not in the publication: nothing leaves twice. Rows keep xid and seq.
      execute format('insert into event_fresh (%1$s) select %1$s from event_default d where d.xid >= $1 and d.created_at >= $2',
        columns) using bound, cut;
      delete from event_default d where d.xid >= bound and d.created_at >= cut;
      partition := 'event_aside_' || to_char(clock_timestamp(), 'YYYYMMDDHH24MISSUS');
      execute format('alter table event_default rename to %I', partition);
      alter table event_fresh rename to event_default;
      alter table event attach partition event_default default;
      comment on table event_default is
        'Takes the events of days that have no partition, so that an insert never fails for want of one.';
      execute format('comment on table %I is %L', partition, 'Events that landed in event_default; to become a partition.');
      outcome := 'set aside';
    exception
      when lock_not_available then
        null;
    end;
  end
  $$;

  create or replace function drain_default(out partition text, out outcome text)
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    aside text;
    named record;
    wrong text;
  begin
    -- One at a time, as in create_partitions().
    begin
      lock table known_partition in share update exclusive mode nowait;
    exception
      when lock_not_available then
        partition := 'event_default';
        outcome := 'later: another session is changing partitions';
        return;
    end;
    begin
      select s.partition, s.outcome into partition, outcome from set_aside() s;
    exception
      when others then
        wrong := upkeep_failed(sqlerrm);
        partition := 'event_default';
        outcome := wrong;
    end;
    if outcome = 'set aside' then
      return;
    end if;
    -- Anybody who may create tables here can give one that name, with columns whose types run his code: so not by
    -- name alone. Every type is written out, so that no operator of his fits better than PostgreSQL's own.
    for named in
      select c.relname as name,
          c.relowner = e.relowner or c.relowner = d.relowner or pg_get_userbyid(c.relowner) = current_user as trusted,
          not exists (select from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            and not exists (select from pg_attribute b where b.attrelid = e.oid and b.attname = a.attname
              and b.atttypid = a.atttypid and b.atttypmod = a.atttypmod and not b.attisdropped)) as alike
        from pg_class e join pg_class d on d.oid = 'event_default'::regclass::oid join pg_class c on c.relnamespace = e.relnamespace
       where e.oid = 'event'::regclass::oid
         and c.relname like 'event!_aside!_%'::text escape '!'::text and c.relkind = 'r' and not c.relispartition
       order by c.relname
    loop
      if named.trusted and named.alike then
        aside := named.name;
        exit;
      end if;
      raise warning 'table % is named like events set aside, but its owner or its columns are not those of event: it is left alone',
        named.name;
    end loop;
    -- ATTACH reads all of event_default, and writers to it wait.
    if aside is not null and pg_relation_size('event_default') <= 100 * 1024 * 1024 then
      begin
        select a.partition, a.outcome into partition, outcome from attach_aside(aside) a;
      exception
        when others then
          partition := aside;
          outcome := upkeep_failed(sqlerrm);
      end;
      -- Of two reasons to leave events where they are, the one that somebody has to know.
      if wrong is not null and outcome like 'later:%' then
        partition := 'event_default';
        outcome := wrong;
      end if;
    end if;
  end
  $$;

  create or replace function watch_partitions(out partition text, out outcome text) returns setof record
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    unwatched regclass;
  begin
    for unwatched in
      select i.inhrelid from pg_inherits i
       where i.inhparent = 'event'::regclass
         and not exists (select from pg_trigger t where t.tgrelid = i.inhrelid and t.tgname = 'note_truncation')
    loop
      begin
        select c.relname into partition from pg_class c where c.oid = unwatched;
        if lock_briefly(unwatched) then
          execute format('create trigger note_truncation before truncate on %s for each statement execute function note_removal()',
            unwatched);
          execute format('create trigger note_deletion after delete on %s referencing old table as removed '
            || 'for each statement execute function note_removal()', unwatched);
          outcome := 'watched';
        else
          outcome := 'later: it is in use';
        end if;
      exception
        when others then
          outcome := upkeep_failed(sqlerrm);
      end;
      return next;
    end loop;
    insert into known_partition
      select quote_ident(p.partition)::regclass, p.partition, p.low, p.high from partitions() p
      on conflict (relation) do update set partition = excluded.partition, low = excluded.low, high = excluded.high
        where known_partition.partition <> excluded.partition;
    delete from known_partition k where k.high < clock_timestamp() - interval '90 days'
      and not exists (select from pg_inherits i where i.inhrelid = k.relation and i.inhparent = 'event'::regclass);
    delete from removal r where r.removed_at < clock_timestamp() - interval '90 days';
  end
  $$;

  -- Parsed at run time, so that the caller's settings would decide what a literal means; and row level security, where somebody
  -- forces it on the owner, has to be an error instead of hiding rows.
  for found in
    select p.oid::regprocedure as function, p.prosqlbody is null as parsed from pg_proc p
     where p.oid = any (array['lock_briefly(regclass)', 'create_partitions(int)', 'settled_xid()', 'partitions()',
       'empty_partition(interval)', 'drop_partition(interval)', 'set_aside()', 'attach_aside(text)', 'drain_default()',
       'open_dead_letter(bigint)', 'retry_dead_letter(bigint)', 'retry_dead_letters(text, text)', 'discard_dead_letter(bigint)',
       'edit_dead_letter(bigint, json, bytea, text, text)', 'note_removal()', 'watch_partitions()',
       'accept_removals()',
       'relay_leads(text)', 'relays()', 'awaited_relay()', 'forget_relay(text)', 'adopt_restored_events()', 'refuse_update()', 'claim_topic(text)', 'upkeep_failed(text)']::regprocedure[])
  loop
    execute format('alter function %s set row_security = off', found.function);
    if found.parsed then
      execute format('alter function %s set standard_conforming_strings = on', found.function);
      execute format('alter function %s set backslash_quote = safe_encoding', found.function);
    end if;
  end loop;

  -- Default privileges may have given the new functions to others, as in V5.
  for found in
    select p.oid::regprocedure as function, quote_ident(r.rolname) as grantee
      from pg_proc p cross join aclexplode(p.proacl) a join pg_roles r on r.oid = a.grantee
     where p.oid = any (array['claim_topic(text)', 'forget_relay(text)', 'adopt_restored_events()', 'upkeep_failed(text)']::regprocedure[])
       and a.grantee <> p.proowner
  loop
    execute format('revoke all on function %s from %s cascade', found.function, found.grantee);
  end loop;

  -- Whoever may insert events already, as roles.sql will have it for publishers.
  for found in
    select distinct coalesce(quote_ident(r.rolname), 'public') as writer
      from (select c.relacl as acl from pg_class c where c.oid = 'event'::regclass
            union all select a.attacl from pg_attribute a where a.attrelid = 'event'::regclass) t
      cross join aclexplode(t.acl) g left join pg_roles r on r.oid = g.grantee
     where g.privilege_type = 'INSERT'
  loop
    execute format('grant execute on function claim_topic(text) to %s', found.writer);
  end loop;
end
$migration$;

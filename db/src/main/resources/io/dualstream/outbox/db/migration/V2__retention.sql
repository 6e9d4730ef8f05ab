-- Retention: events that every sink has, and that are old enough, go by whole partitions, never by DELETE; events that landed
-- in event_default get a partition of their own. The relay that leads calls these functions; by hand they are as safe.
--
-- No writer waits longer than lock_briefly() does. DETACH ... CONCURRENTLY is no way out: PostgreSQL refuses it while there is
-- a default partition (15 to 18), and without one an insert would fail for want of a partition.

do $$ begin perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true); end $$;

create function settled_xid() returns xid8
  language sql stable
  set search_path from current
begin atomic
  -- Null unless every relay has said how far it is: one that is away has its say through what it wrote last.
  select case when count(*) = count(l.settled_xid) then min(l.settled_xid) end from lease l;
end;

comment on function settled_xid() is
  'Events of older transactions are in every sink of every relay that has a row in lease; null when that is not known.';

create function partitions(out partition text, out low timestamptz, out high timestamptz) returns setof record
  language sql stable
  set search_path from current
  set timezone = 'UTC'
  set datestyle = 'ISO'
as $$
  select c.relname, substring(b.bound from $r$FROM \('(.*)'\) TO$r$)::timestamptz,
      substring(b.bound from $r$TO \('(.*)'\)$r$)::timestamptz
    from pg_inherits i join pg_class c on c.oid = i.inhrelid, pg_get_expr(c.relpartbound, c.oid) as b (bound)
   where i.inhparent = 'event'::regclass and b.bound <> 'DEFAULT'
   order by 2
$$;

comment on function partitions() is 'The partitions of event but for event_default, each from low to before high.';

create function empty_partition(keep interval, out partition text, out outcome text) returns setof record
  language plpgsql security definer
  set search_path from current
as $$
declare
  settled xid8 := settled_xid();
  found   boolean;
begin
  for partition in select p.partition from partitions() p where p.high <= clock_timestamp() - keep loop
    execute format('select exists (select from %I)', partition) into found;
    continue when not found;
    if settled is null then
      outcome := 'kept: a relay has not said how far it is';
      return next;
      return;
    end if;
    execute format('select exists (select from %I where xid >= $1)', partition) into found using settled;
    if found then
      outcome := 'kept: it holds events that a relay still needs';
    -- TRUNCATE locks this partition alone: nobody writes to a day that is over.
    elsif not lock_briefly(partition::regclass) then
      outcome := 'later: it is in use';
    else
      -- Looked at again, for now nobody can be inserting.
      execute format('select exists (select from %I where xid >= $1)', partition) into found using settled;
      if found then
        outcome := 'kept: it holds events that a relay still needs';
      else
        execute format('truncate %I', partition);
        outcome := 'emptied';
      end if;
      return next;
      return;
    end if;
    return next;
  end loop;
end
$$;

comment on function empty_partition(interval) is
  'Deletes the events of the oldest partition that ended longer ago than keep, provided that every sink has them all. One '
  'partition per call: call it until it says nothing more. Touches no writer.';

create function drop_partition(keep interval, out partition text, out outcome text)
  language plpgsql security definer
  set search_path from current
as $$
declare
  oldest text;
  filled boolean;
begin
  for oldest in select p.partition from partitions() p where p.high <= clock_timestamp() - keep loop
    execute format('select exists (select from %I)', oldest) into filled;
    continue when filled;
    partition := oldest;
    outcome := 'later: the table is in use';
    if not lock_briefly('event') then
      return;
    end if;
    begin
      -- Writers wait for us from here on: so we wait for nobody.
      execute format('lock table %I, event_default in access exclusive mode nowait', partition);
      execute format('select exists (select from %I)', partition) into filled;
      if not filled then
        delete from known_partition k where k.relation = quote_ident(drop_partition.partition)::regclass;
        execute format('drop table %I', partition);
        outcome := 'dropped';
      end if;
    exception
      when lock_not_available then
        null;
    end;
    return;
  end loop;
end
$$;

comment on function drop_partition(interval) is
  'Drops the oldest empty partition that ended longer ago than keep, one per call. Writers wait for milliseconds; the '
  'wait for their locks is given up after 100 ms.';

create function set_aside(out partition text, out outcome text)
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
begin
  select min(d.created_at) into oldest from event_default d;
  if oldest is null or oldest >= current_date and pg_relation_size('event_default') <= 50 * 1024 * 1024 then
    return;
  end if;
  partition := 'event_default';
  if settled is null then
    outcome := 'kept: a relay has not said how far it is';
    return;
  end if;
  -- Everything before the cut is set aside: no sink still reads it, no other partition lies between, and no day to come.
  cut := least(
    (select min(d.created_at) from event_default d where d.xid >= settled),
    (select min(p.low) from partitions() p where p.low > oldest),
    current_date + 1);
  if cut <= oldest then
    outcome := 'kept: it holds events that a relay still needs';
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
    create table event_fresh (like event including defaults including storage including compression including comments);
    -- An insert into a table that is no partition yet is not in the publication: nothing leaves twice. Rows keep xid and seq.
    insert into event_fresh select * from event_default d where d.xid >= bound and d.created_at >= cut;
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

create function attach_aside(aside text, out partition text, out outcome text)
  language plpgsql
  set search_path from current
  set timezone = 'UTC'
  set lock_timeout = '100ms'
as $$
declare
  oldest timestamptz;
  newest timestamptz;
  low    timestamptz;
  high   timestamptz;
begin
  execute format('select min(created_at), max(created_at) from %I', aside) into oldest, newest;
  partition := aside;
  if oldest is null then
    execute format('drop table %I', aside);
    outcome := 'dropped';
    return;
  end if;
  low := greatest(date_trunc('day', oldest), (select max(p.high) from partitions() p where p.high <= oldest));
  high := least(date_trunc('day', newest) + interval '1 day',
    (select min(p.low) from partitions() p where p.low > newest),
    (select min(d.created_at) from event_default d where d.created_at > newest));
  -- The check is proven here, where nobody looks, so that ATTACH needs to read event_default only, which is small.
  execute format('alter table %I drop constraint if exists bounds', aside);
  execute format('alter table %I add constraint bounds check (created_at >= %L and created_at < %L)', aside, low, high);
  -- ATTACH alone does not lock the table against writers; but an insert on its way to event_default would then fail.
  if not lock_briefly('event') then
    outcome := 'later: the table is in use';
    return;
  end if;
  -- Attached first, then named: a partition of that name holds events of the same time, and attaching says so.
  execute format('alter table event attach partition %I for values from (%L) to (%L)', aside, low, high);
  partition := 'event_' || to_char(low, 'YYYYMMDD_HH24MISSUS');
  execute format('alter table %I rename to %I', aside, partition);
  -- A check costs every insert, and this may be the partition of today.
  execute format('alter table %I drop constraint bounds', partition);
  execute format('comment on table %I is null', partition);
  outcome := 'attached';
exception
  when lock_not_available then
    partition := aside;
    outcome := 'later: event_default is in use';
  when check_violation or invalid_object_definition then
    partition := aside;
    outcome := 'later: event_default or another partition holds events of the same time';
end
$$;

create function drain_default(out partition text, out outcome text)
  language plpgsql security definer
  set search_path from current
as $$
declare
  aside text;
begin
  -- One at a time; the others have nothing to do.
  if not pg_try_advisory_xact_lock('pg_class'::regclass::oid::int, 'event'::regclass::oid::int) then
    return;
  end if;
  select s.partition, s.outcome into partition, outcome from set_aside() s;
  if outcome = 'set aside' then
    return;
  end if;
  select c.relname into aside from pg_class c
    where c.relnamespace = (select e.relnamespace from pg_class e where e.oid = 'event'::regclass)
      and c.relname like 'event\_aside\_%' and c.relkind = 'r' and not c.relispartition
    order by 1 limit 1;
  -- ATTACH reads all of event_default, and writers to it wait.
  if aside is not null and pg_relation_size('event_default') <= 100 * 1024 * 1024 then
    select a.partition, a.outcome into partition, outcome from attach_aside(aside) a;
  end if;
end
$$;

comment on function drain_default() is
  'Makes a partition of what event_default holds of days that are over (or of all of it, when it grows large): first sets it '
  'aside under another name, in the next call attaches that. Call it until it says nothing more. Nothing is copied but the events '
  'of the last seconds, and nothing is published again. Between the two calls the events set aside are not to be seen in event; '
  'every sink has them. Writers wait for milliseconds; the wait for their locks is given up after 100 ms.';

revoke execute on function drain_default(), empty_partition(interval), drop_partition(interval) from public;

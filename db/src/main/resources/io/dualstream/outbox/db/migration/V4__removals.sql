-- What left the table, and by whose hand: a relay whose slot is lost recovers from the table, and must be able to say what the
-- table no longer holds.
--
-- DELETE and TRUNCATE are noted by triggers, exactly. Who drops or detaches a partition passes every trigger, so the partitions
-- that are known are written down too: one that is known and no longer there was taken away by hand.

do $$ begin perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true); end $$;

create table removal (
  number     bigint      not null primary key generated always as identity,
  partition  text        not null,
  how        text        not null,
  removed_at timestamptz not null default clock_timestamp(),
  removed_by text        not null default session_user,
  first_xid  xid8        not null,
  last_xid   xid8        not null,
  -- Of those that no relay had said to be in every sink.
  events     bigint      not null,
  first_seq  bigint,
  last_seq   bigint,
  first_at   timestamptz,
  last_at    timestamptz
);

create table removed_event (
  removal    bigint      not null references removal on delete cascade,
  xid        xid8        not null,
  seq        bigint      not null,
  id         uuid        not null,
  created_at timestamptz not null
);

-- Serves a recovery's look at one removal, and the cascade.
create index removed_event_removal on removed_event (removal);

create table known_partition (
  relation  regclass    not null primary key,
  partition text        not null,
  low       timestamptz not null,
  high      timestamptz not null
);

create function note_removal() returns trigger
  language plpgsql security definer
  set search_path from current
as $$
declare
  settled xid8 := coalesce(settled_xid(), '0');
  gone    text := case tg_op when 'DELETE' then 'removed' else quote_ident(tg_table_name) end;
  noted   bigint;
  events  bigint;
begin
  -- drain_default() moves events, in a table that is no partition at that moment.
  if not exists (select from pg_class c where c.oid = tg_relid and (c.relispartition or c.relkind = 'p')) then
    return null;
  end if;
  -- Through the index: what every sink has is not read, however much it is.
  execute format($sql$
      insert into removal (partition, how, first_xid, last_xid, events, first_seq, last_seq, first_at, last_at)
      select $1, $2, a.first_xid, a.last_xid, u.*
        from (select min(xid) as first_xid, max(xid) as last_xid from %1$s) a,
             (select count(*), min(seq), max(seq), min(created_at), max(created_at) from %1$s where xid >= $3) u
       where a.first_xid is not null
      returning number, events
    $sql$, gone)
    into noted, events using tg_table_name, case tg_op when 'DELETE' then 'deleted' else 'truncated' end, settled;
  if events between 1 and 10000 then
    execute format('insert into removed_event select $1, xid, seq, id, created_at from %s where xid >= $2', gone)
      using noted, settled;
  end if;
  return null;
end
$$;

create trigger note_removal after delete on event referencing old table as removed
  for each statement execute function note_removal();

create function watch_partitions(out partition text, out outcome text) returns setof record
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

comment on function watch_partitions() is
  'Has deletions from partitions noted, and writes down which partitions there are; the relay calls it once a minute. Notes are kept '
  'for 90 days.';

create function accept_removals() returns bigint
  language sql security definer
  set search_path from current
begin atomic
  delete from known_partition k
   where not exists (select from pg_inherits i where i.inhrelid = k.relation and i.inhparent = 'event'::regclass);
  with accepted as (delete from removal r returning r.number) select count(*) from accepted;
end;

comment on function accept_removals() is
  'What was removed from the table so far, by hand or by retention, is no reason for a relay to halt. Returns how many notes of '
  'removals it forgets.';

revoke execute on function watch_partitions(), accept_removals() from public;

do $$ begin perform watch_partitions(); end $$;

comment on table removal is
  'Events that left the table by DELETE or TRUNCATE: where, when, by whom. What of it no relay had said to be in every sink is '
  'described exactly.';
comment on column removal.events is 'How many of them no relay had said to be in every sink; the columns that follow are about these.';
comment on table removed_event is 'The same, one by one, unless a removal had more than 10,000 of them.';
comment on table known_partition is 'Partitions that were there; what is missing now, and was not dropped by retention, was taken away by hand.';

-- Rights: PostgreSQL lets PUBLIC execute every new function, and whoever may execute a trigger function may put it on a table of
-- his own. note_removal() runs with its owner's rights, so it is taken from PUBLIC, and does nothing for a table that is not ours.
--
-- Default privileges cannot do this for functions to come: those of a schema cannot take away what is given globally, and the
-- global ones would close the migrating user's other functions, too. FunctionRightsTest looks at every function instead.

do $$ begin perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true); end $$;

revoke execute on function note_removal() from public;
-- These run with the caller's rights, but nobody calls them by hand.
revoke execute on function admit_event(), set_aside(), attach_aside(text), lock_briefly(regclass) from public;

create or replace function note_removal() returns trigger
  language plpgsql security definer
  set search_path from current
as $$
declare
  settled xid8;
  gone    text;
  noted   bigint;
  events  bigint;
begin
  -- The columns of a table that is not ours may have types whose casts run the code of whoever made them. And drain_default()
  -- moves events, in a table that is no partition at that moment. Looked up from below: pg_partition_tree() would lock them all.
  if not exists (select from pg_partition_ancestors(tg_relid) a where a.relid = 'event'::regclass) then
    return null;
  end if;
  settled := coalesce(settled_xid(), '0');
  -- By number, not by name: regclass finds its schema and quotes it.
  gone := case tg_op when 'DELETE' then 'removed' else tg_relid::regclass::text end;
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

comment on function note_removal() is
  'Notes what DELETE and TRUNCATE take from event and its partitions; does nothing on any other table.';

do $$
declare
  definer name := (select r.rolname from pg_proc p join pg_roles r on r.oid = p.proowner
                    where p.oid = 'note_removal()'::regprocedure and r.rolsuper);
begin
  if definer is not null then
    raise warning 'functions of the outbox in schema % run with the rights of %, a superuser: run roles.sql, which gives them to %, '
      'a role that owns nothing else', current_schema(), definer, current_schema() || '_owner';
  end if;
end
$$;

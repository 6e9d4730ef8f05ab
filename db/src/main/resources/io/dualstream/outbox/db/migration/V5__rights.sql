-- Rights: PostgreSQL lets PUBLIC execute every new function, and whoever may execute a trigger function may put it on a table of
-- his own. note_removal() runs with its owner's rights, so it is taken from PUBLIC, and does nothing for a table that is not ours.
--
-- Default privileges cannot do this for functions to come: those of a schema cannot take away what is given globally, and the
-- global ones would close the migrating user's other functions, too. FunctionRightsTest looks at every function instead.
--
-- All of it is one statement: where each statement is a transaction of its own, a path set for the transaction is gone in the
-- next statement, and an error would leave the rest undone.
do $migration$
declare
  home     text := current_schema();
  ours     regprocedure[];
  found    record;
  definer  oid;
begin
  if home is null or to_regprocedure(format('%I.note_removal()', home)) is null then
    raise exception 'the schema that comes first in search_path, %, holds no outbox', coalesce(home, 'none');
  end if;
  perform set_config('search_path', quote_ident(home) || ', pg_temp', true);

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
    if not exists (select from pg_partition_ancestors(tg_relid::regclass) a where a.relid::oid = 'event'::regclass::oid) then
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

  create or replace function drain_default(out partition text, out outcome text)
    language plpgsql security definer
    set search_path from current
  as $$
  declare
    aside text;
    named record;
  begin
    -- One at a time; the others have nothing to do.
    if not pg_try_advisory_xact_lock('pg_class'::regclass::oid::int, 'event'::regclass::oid::int) then
      return;
    end if;
    select s.partition, s.outcome into partition, outcome from set_aside() s;
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
         and c.relname like 'event\_aside\_%'::text and c.relkind = 'r' and not c.relispartition
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
      select a.partition, a.outcome into partition, outcome from attach_aside(aside) a;
    end if;
  end
  $$;

  ours := array['new_event_id()', 'admit_event()', 'lock_briefly(regclass)', 'create_partitions(int)',
    'publish(text, text, text, json, jsonb, text, text, text, bytea, uuid)',
    'settled_xid()', 'partitions()', 'empty_partition(interval)', 'drop_partition(interval)', 'set_aside()', 'attach_aside(text)',
    'drain_default()', 'open_dead_letter(bigint)', 'retry_dead_letter(bigint)', 'retry_dead_letters(text, text)',
    'discard_dead_letter(bigint)', 'edit_dead_letter(bigint, json, bytea, text, text)',
    'note_removal()', 'watch_partitions()', 'accept_removals()'];
  select p.proowner into definer from pg_proc p where p.oid = 'note_removal()'::regprocedure;

  -- Without pg_temp at its end, a path has it at its beginning: the caller's temporary tables would be taken for ours.
  for found in
    select p.oid::regprocedure as function from pg_proc p
     where p.oid = any (ours)
       and (p.prosecdef or exists (select from unnest(p.proconfig) as s (setting) where s.setting like 'search\_path=%'))
  loop
    execute format('alter function %s set search_path = %I, pg_temp', found.function, home);
  end loop;

  -- These run with the caller's rights, but nobody calls them by hand. admit_event() stays open: whoever attaches a partition
  -- must be allowed to execute it, and may own the table but not the function.
  revoke execute on function set_aside(), attach_aside(text), lock_briefly(regclass) from public;

  -- Default privileges may have given the functions to others when they were made. What roles.sql gave stays.
  for found in
    select distinct p.oid::regprocedure as function, coalesce(quote_ident(r.rolname), 'public') as grantee
      from pg_proc p cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      left join pg_roles r on r.oid = a.grantee
     where p.oid = any (ours) and p.prosecdef and a.grantee <> p.proowner
       and (p.proname = 'note_removal' or r.rolname is null or r.rolname not in (
         home || '_owner', home || '_publisher', home || '_relay', home || '_live_reader', home || '_operator'))
     order by 1, 2
  loop
    execute format('revoke all on function %s from %s cascade', found.function, found.grantee);
    if found.grantee <> 'public' then
      raise warning '% may no longer execute %: grant it again if that is what you want', found.grantee, found.function;
    end if;
  end loop;

  for found in
    select p.oid::regprocedure as function from pg_proc p
     where p.oid = any (ours) and p.prosecdef
       and not coalesce(p.proconfig @> array['search_path=' || quote_ident(home) || ', pg_temp'], false)
  loop
    raise exception '% runs with its owner''s rights, but its search_path does not end in pg_temp', found.function;
  end loop;

  -- An operator or a function that fits better than PostgreSQL's own is taken, wherever in the path it is.
  for found in
    select coalesce(r.rolname, 'PUBLIC') as grantee
      from pg_namespace n cross join aclexplode(n.nspacl) a left join pg_roles r on r.oid = a.grantee
     where n.nspname = home and a.privilege_type = 'CREATE' and a.grantee not in (n.nspowner, definer)
       and not coalesce(r.rolsuper, false) and r.rolname is distinct from home || '_owner'
  loop
    raise warning '% may create objects in schema %, and with them take the rights of %, with which functions of the outbox run: '
      'revoke create on that schema', found.grantee, home, pg_get_userbyid(definer);
  end loop;

  if (select r.rolsuper from pg_roles r where r.oid = definer) then
    raise warning 'functions of the outbox in schema % run with the rights of %, a superuser: run roles.sql, which gives them to %, '
      'a role that owns nothing else', home, pg_get_userbyid(definer), home || '_owner';
  end if;
end
$migration$;

-- The outbox's roles, with the least that each needs, for the schema that comes first in search_path; run it after the migration:
--   psql -v ON_ERROR_STOP=1 --single-transaction -d <database> -c 'set search_path = outbox' -f roles.sql
-- They cannot log in: grant them to the users that do. Roles belong to the whole cluster, so the schema's name is part of theirs:
--   outbox_publisher    services and batches: insert events, and nothing else
--   outbox_relay        the relay: read events, hold the lease, make and drop partitions; its user needs REPLICATION besides
--   outbox_live_reader  whoever looks up an event it was notified of: read events
--   outbox_operator     whoever looks after dead letters: read them, ask for a retry, discard, edit
--   outbox_owner        owns the tables and functions; whoever runs migrations is a member
-- Running it again changes nothing.
do $$
declare
  home       text := current_schema();
  owner      text := home || '_owner';
  publisher  text := home || '_publisher';
  relay      text := home || '_relay';
  reader     text := home || '_live_reader';
  operator   text := home || '_operator';
  role       text;
  owned      regclass;
  kept       text;
  remedy     text;
begin
  foreach role in array array[owner, publisher, relay, reader, operator] loop
    if to_regrole(quote_ident(role)) is null then
      execute format('create role %I nologin', role);
    end if;
    execute format('grant usage on schema %I to %I', home, role);
  end loop;

  execute format('grant execute on function new_event_id() to %I', publisher);
  execute format('grant insert (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers, '
    || 'payload, payload_binary) on event to %I', publisher);
  execute format('grant execute on function publish(text, text, text, json, jsonb, text, text, text, bytea, uuid) to %I',
    publisher);

  execute format('grant select on event to %I', reader);
  -- how far the relays are
  execute format('grant select on lease to %I', reader);

  execute format('grant select on event to %I', relay);
  execute format('grant select, insert, update on lease to %I', relay);
  execute format('grant select, insert, update, delete on dead_letter to %I', relay);
  foreach kept in array array['create_partitions(int)', 'drain_default()', 'empty_partition(interval)',
      'drop_partition(interval)', 'partitions()', 'settled_xid()', 'watch_partitions()', 'accept_removals()'] loop
    execute format('grant execute on function %s to %I', kept, relay);
  end loop;
  if to_regclass('outbox_schema_history') is not null then
    execute format('grant select on outbox_schema_history to %I', relay);
  end if;

  execute format('grant select on removal, removed_event, known_partition to %I, %I', relay, operator);
  execute format('grant execute on function accept_removals() to %I', operator);

  execute format('grant select on dead_letter to %I', operator);
  foreach remedy in array array['retry_dead_letter(bigint)', 'retry_dead_letters(text, text)', 'discard_dead_letter(bigint)',
      'edit_dead_letter(bigint, json, bytea, text, text)'] loop
    execute format('grant execute on function %s to %I, %I', remedy, operator, relay);
  end loop;

  -- These run with their owner's rights: better those of a role that owns nothing else than a superuser's.
  execute format('grant create on schema %I to %I', home, owner);
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', owner);
  end if;
  for owned in select 'event'::regclass union all select 'lease'::regclass union all select 'dead_letter'::regclass
      union all select 'removal'::regclass union all select 'removed_event'::regclass union all select 'known_partition'::regclass
      union all select inhrelid::regclass from pg_inherits where inhparent = 'event'::regclass
      -- Events set aside, which drain_default() takes from their owner only; not what somebody else named so.
      union all select c.oid::regclass from pg_class c join pg_class e on e.relnamespace = c.relnamespace and e.relowner = c.relowner
        where e.oid = 'event'::regclass and c.relname like 'event\_aside\_%' and c.relkind = 'r' and not c.relispartition loop
    execute format('alter table %s owner to %I', owned, owner);
  end loop;
  foreach kept in array array['create_partitions(int)', 'drain_default()', 'empty_partition(interval)',
      'drop_partition(interval)', 'partitions()', 'settled_xid()', 'set_aside()', 'attach_aside(text)',
      'lock_briefly(regclass)', 'note_removal()', 'watch_partitions()', 'accept_removals()'] loop
    execute format('alter function %s owner to %I', kept, owner);
  end loop;
  foreach remedy in array array['open_dead_letter(bigint)', 'retry_dead_letter(bigint)', 'retry_dead_letters(text, text)',
      'discard_dead_letter(bigint)', 'edit_dead_letter(bigint, json, bytea, text, text)'] loop
    execute format('alter function %s owner to %I', remedy, owner);
  end loop;
  execute format('alter function admit_event() owner to %I', owner);
  execute format('alter function new_event_id() owner to %I', owner);
  execute format('alter function publish(text, text, text, json, jsonb, text, text, text, bytea, uuid) owner to %I', owner);
end
$$;

-- Creates the outbox's roles, with the fewest rights that each needs, for the schema that comes first in search_path.
-- Run this file after the migration:
--   psql -v ON_ERROR_STOP=1 --single-transaction -d <database> -c 'set search_path = outbox' -f roles.sql
-- The roles cannot log in: grant them to login users. Roles belong to the whole cluster, so their names contain the schema's name:
--   outbox_publisher    services and batches: insert events, and nothing else
--   outbox_relay        the relay: read events, hold the lease, create and drop partitions; its user also needs REPLICATION
--   outbox_live_reader  consumers that look up an event after a notification: read events
--   outbox_operator     operators: read dead letters, request a retry, discard, edit
--   outbox_owner        owns the tables and functions; whoever runs migrations is a member
-- Running this file again changes nothing.
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
  -- PostgreSQL cuts longer names off, and one role would be all of them.
  if octet_length(reader) > 63 then
    raise exception 'the name of schema % is too long for roles named after it: at most 51 bytes', home;
  end if;
  foreach role in array array[owner, publisher, relay, reader, operator] loop
    if to_regrole(quote_ident(role)) is null then
      execute format('create role %I nologin', role);
    end if;
    execute format('grant usage on schema %I to %I', home, role);
  end loop;

  execute format('grant execute on function new_event_id(), claim_topic(text) to %I', publisher);
  execute format('grant insert (id, aggregate_type, aggregate_id, event_type, key, dataschema, content_type, headers, '
    || 'payload, payload_binary) on event to %I', publisher);
  execute format('grant execute on function publish(text, text, text, json, jsonb, text, text, text, bytea, uuid) to %I',
    publisher);

  execute format('grant select on event to %I', reader);
  -- the relays' progress
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
  execute format('grant execute on function accept_removals(), forget_relay(text), adopt_restored_events() to %I', operator);

  execute format('grant select on dead_letter to %I', operator);
  foreach remedy in array array['retry_dead_letter(bigint)', 'retry_dead_letters(text, text)', 'discard_dead_letter(bigint)',
      'edit_dead_letter(bigint, json, bytea, text, text)'] loop
    execute format('grant execute on function %s to %I, %I', remedy, operator, relay);
  end loop;

  -- These functions run with their owner's rights, so the owner should be a role that owns nothing else, and no superuser.
  execute format('grant create on schema %I to %I', home, owner);
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', owner);
  end if;
  for owned in select 'event'::regclass union all select 'lease'::regclass union all select 'dead_letter'::regclass
      union all select 'removal'::regclass union all select 'removed_event'::regclass union all select 'known_partition'::regclass union all select 'topic_type'::regclass
      union all select inhrelid::regclass from pg_inherits where inhparent = 'event'::regclass
      -- Tables of events set aside. drain_default() accepts only those of the owner of event; other tables with such a name stay as they are.
      union all select c.oid::regclass from pg_class c join pg_class e on e.relnamespace = c.relnamespace and e.relowner = c.relowner
        where e.oid = 'event'::regclass and c.relname like 'event\_aside\_%' and c.relkind = 'r' and not c.relispartition loop
    execute format('alter table %s owner to %I', owned, owner);
  end loop;
  foreach kept in array array['create_partitions(int)', 'drain_default()', 'empty_partition(interval)',
      'drop_partition(interval)', 'partitions()', 'settled_xid()', 'set_aside()', 'attach_aside(text)',
      'lock_briefly(regclass)', 'note_removal()', 'watch_partitions()', 'accept_removals()', 'relay_leads(text)', 'relays()',
      'awaited_relay()', 'forget_relay(text)', 'adopt_restored_events()', 'refuse_update()', 'claim_topic(text)',
      'upkeep_failed(text)'] loop
    execute format('alter function %s owner to %I', kept, owner);
  end loop;
  foreach remedy in array array['open_dead_letter(bigint)', 'retry_dead_letter(bigint)', 'retry_dead_letters(text, text)',
      'discard_dead_letter(bigint)', 'edit_dead_letter(bigint, json, bytea, text, text)'] loop
    execute format('alter function %s owner to %I', remedy, owner);
  end loop;
  execute format('alter function admit_event() owner to %I', owner);
  execute format('alter function has_controls(text) owner to %I', owner);
  execute format('alter function new_event_id() owner to %I', owner);
  execute format('alter function publish(text, text, text, json, jsonb, text, text, text, bytea, uuid) owner to %I', owner);
end
$$;

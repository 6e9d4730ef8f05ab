-- Creates the inbox's roles, with the fewest rights that each needs, for the schema that comes first in search_path.
-- Run this file after the migration:
--   psql -v ON_ERROR_STOP=1 --single-transaction -d <database> -c 'set search_path = inbox' -f inbox-roles.sql
-- The roles cannot log in: grant them to login users. Roles belong to the whole cluster, so their names contain the schema's name:
--   inbox_consumer         services: claim events, record failures, delete old rows; they cannot write to the inbox's tables directly
--   inbox_operator         operators: read failures, request a replay, discard
--   inbox_owner            owns the tables and functions; whoever runs migrations is a member
-- Running this file again changes nothing.
do $$
declare
  home     text := current_schema();
  owner    text := home || '_owner';
  consumer text := home || '_consumer';
  reader   text := home || '_operator';
  role     text;
  allowed  text;
begin
  foreach role in array array[owner, consumer, reader] loop
    if to_regrole(quote_ident(role)) is null then
      execute format('create role %I nologin', role);
    end if;
    execute format('grant usage on schema %I to %I', home, role);
  end loop;

  execute format('grant select on failure to %I, %I', consumer, reader);
  if to_regclass('inbox_schema_history') is not null then
    execute format('grant select on inbox_schema_history to %I', consumer);
  end if;

  -- The functions run with their owner's rights, so the owner should be a role that owns nothing else, and no superuser.
  execute format('grant create on schema %I to %I', home, owner);
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant %I to current_user', owner);
  end if;
  foreach allowed in array array['claim(text, text[])', 'claim(text, text)', 'try_claim(text, text[])',
      'record_failure(text, text, text, text, int, jsonb, jsonb, text, bytea, text, int, bigint)', 'take_replay(text)',
      'fail_replay(bigint, text, text)', 'forget(interval, int)'] loop
    execute format('grant execute on function %s to %I', allowed, consumer);
    execute format('alter function %s owner to %I', allowed, owner);
  end loop;
  foreach allowed in array array['replay_failure(bigint)', 'replay_failures(text)', 'discard_failure(bigint)'] loop
    execute format('grant execute on function %s to %I', allowed, reader);
    execute format('alter function %s owner to %I', allowed, owner);
  end loop;
  execute format('alter table received owner to %I', owner);
  execute format('alter table failure owner to %I', owner);
end
$$;

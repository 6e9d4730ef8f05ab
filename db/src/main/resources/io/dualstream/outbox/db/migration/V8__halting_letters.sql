-- A dead letter that blocks everything blocks its own key, too: relays of one name may have different policies while they are upgraded
-- one after another, and for the relay that does not halt the order of the key counts.
--
-- All of it is one statement, as in V5.
do $migration$
declare
  home text := current_schema();
begin
  if home is null or to_regprocedure(format('%I.retry_dead_letter(bigint)', home)) is null then
    raise exception 'the schema that comes first in search_path, %, holds no outbox', coalesce(home, 'none');
  end if;
  perform set_config('search_path', quote_ident(home) || ', pg_temp', true);

  drop index dead_letter_blocking;
  create index dead_letter_blocking on dead_letter (relay, aggregate_type, number) where state = 'failed' and blocks <> 'nothing';

  -- A parked letter was said to wait for dead letter <NULL> where that one halts the path, or was just published.
  create or replace function retry_dead_letter(number bigint) returns void
    language plpgsql security definer
    set search_path from current
    set row_security = off
    set standard_conforming_strings = on
    set backslash_quote = safe_encoding
  as $body$
  declare
    letter dead_letter := open_dead_letter(number);
    first  bigint;
  begin
    if letter.state = 'parked' then
      select min(d.number) into first from dead_letter d
       where d.relay = letter.relay and d.state = 'failed'
         and (d.blocks = 'everything'
           or d.number < letter.number and d.aggregate_type = letter.aggregate_type
             and (d.blocks = 'type' or d.blocks = 'key' and d.lane = letter.lane));
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('dead letter %s is parked and follows by itself', number)
          || coalesce(': retry or discard what it waits for, dead letter ' || first, '');
    end if;
    update dead_letter d set request = 'retry' where d.number = letter.number;
  end
  $body$;
  -- A letter that an operator had discarded, moments before, was published after all.
  create or replace function retry_dead_letters(aggregate_type text default null, relay text default null) returns bigint
    language sql security definer
    set search_path from current
    set row_security = off
    set standard_conforming_strings = on
    set backslash_quote = safe_encoding
  as $body$
    with asked as (
      update dead_letter d set request = 'retry'
       where d.state = 'failed' and d.request is distinct from 'discard'
         and (retry_dead_letters.aggregate_type is null or d.aggregate_type = retry_dead_letters.aggregate_type)
         and (retry_dead_letters.relay is null or d.relay = retry_dead_letters.relay)
      returning 1)
    select count(*) from asked
  $body$;
end
$migration$;

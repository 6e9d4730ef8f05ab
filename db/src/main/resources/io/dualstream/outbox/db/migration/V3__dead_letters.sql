-- Dead letters: events that Kafka refused for good, and those that wait behind them.

-- Remembered by the functions below ("from current"), as in V1.
do $$ begin perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true); end $$;

create table dead_letter (
  -- In the order of the durable path: what has one key keeps its order by it.
  number          bigint      not null primary key generated always as identity (cache 1),
  relay           text        not null,
  -- The event, whole.
  seq             bigint      not null,
  id              uuid        not null,
  aggregate_type  text        not null,
  aggregate_id    text        not null,
  event_type      text        not null,
  key             text,
  dataschema      text,
  content_type    text,
  headers         jsonb       not null,
  data            bytea,
  created_at      timestamptz not null,
  topic           text,
  -- What became of it.
  state           text        not null constraint dead_letter_state check (state in ('failed', 'parked', 'published', 'discarded')),
  lane            text        not null,
  blocks          text        not null constraint dead_letter_blocks check (blocks in ('nothing', 'key', 'type', 'everything')),
  stalled         boolean     not null default false,
  reason          text        not null,
  error_class     text,
  attempts        int         not null,
  first_at        timestamptz not null default clock_timestamp(),
  last_at         timestamptz not null default clock_timestamp(),
  request         text        constraint dead_letter_request check (request in ('retry', 'discard')),
  resolved_at     timestamptz,
  passed          boolean     not null default false,
  -- Whoever puts an event here does so once, however often it crashes between this and Kafka.
  constraint dead_letter_event unique (relay, seq, id),
  constraint dead_letter_resolved check ((resolved_at is not null) = (state in ('published', 'discarded')))
);

-- Serves the relay's look for requests, once a second: empty but for an instant.
create index dead_letter_request on dead_letter (relay, number) where request is not null;
-- Serves the question what waits behind what.
create index dead_letter_blocking on dead_letter (relay, aggregate_type, number) where state = 'failed' and blocks in ('key', 'type');
create index dead_letter_parked on dead_letter (relay, aggregate_type, lane, number) where state = 'parked';
-- Serves the relay's start: what a predecessor put here just before it died.
create index dead_letter_ahead on dead_letter (relay, seq) where not passed;

comment on table dead_letter is
  'Events that Kafka refused for good, and those parked behind them. Change them with retry_dead_letter, discard_dead_letter and edit_dead_letter.';
comment on column dead_letter.number is 'Names the dead letter. In the order in which the events would have been published.';
comment on column dead_letter.relay is 'The name of the relay that could not publish it.';
comment on column dead_letter.data is 'The payload''s bytes: convert_from(data, ''UTF8'') where it is text. Null is a tombstone.';
comment on column dead_letter.topic is 'Where it goes when retried; null for the topic of its aggregate type.';
comment on column dead_letter.state is 'failed: Kafka refused it; parked: waits behind one that failed; published; discarded.';
comment on column dead_letter.lane is 'The Kafka key it had: what shares it with a failed event of the same aggregate type waits behind that.';
comment on column dead_letter.blocks is 'What waits until it is published or discarded: nothing, events of its key, of its aggregate type, everything.';
comment on column dead_letter.stalled is
  'Whether nothing is in its way but its topic, which takes no writes for a while: the relay retries it by itself.';
comment on column dead_letter.request is 'What an operator asked for; the relay that leads does it within seconds.';
comment on column dead_letter.passed is 'Whether the durable cursor is known to be past the event. The relay''s own.';

-- One that may be changed, locked; otherwise a sentence.
create function open_dead_letter(number bigint) returns dead_letter
  language plpgsql
  set search_path from current
as $$
declare
  found_letter dead_letter;
begin
  select * into found_letter from dead_letter d where d.number = open_dead_letter.number for update;
  if found_letter.number is null then
    raise exception 'there is no dead letter %', number using errcode = 'no_data_found';
  elsif found_letter.state not in ('failed', 'parked') then
    raise exception 'dead letter % is % already', number, found_letter.state using errcode = 'object_not_in_prerequisite_state';
  end if;
  return found_letter;
end
$$;

create function retry_dead_letter(number bigint) returns void
  language plpgsql security definer
  set search_path from current
as $$
declare
  letter dead_letter := open_dead_letter(number);
begin
  if letter.state = 'parked' then
    raise exception 'dead letter % is parked and follows by itself: retry or discard what it waits for, dead letter %', number,
        (select min(d.number) from dead_letter d where d.state = 'failed' and d.relay = letter.relay
            and d.aggregate_type = letter.aggregate_type
            and (d.blocks = 'type' or d.blocks = 'key' and d.lane = letter.lane))
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  update dead_letter d set request = 'retry' where d.number = letter.number;
end
$$;

create function retry_dead_letters(aggregate_type text default null, relay text default null) returns bigint
  language sql security definer
  set search_path from current
begin atomic
  with asked as (
    update dead_letter d set request = 'retry'
     where d.state = 'failed'
       and (retry_dead_letters.aggregate_type is null or d.aggregate_type = retry_dead_letters.aggregate_type)
       and (retry_dead_letters.relay is null or d.relay = retry_dead_letters.relay)
    returning 1)
  select count(*) from asked;
end;

create function discard_dead_letter(number bigint) returns void
  language plpgsql security definer
  set search_path from current
as $$
declare
  letter dead_letter := open_dead_letter(number);
begin
  update dead_letter d set request = 'discard' where d.number = letter.number;
end
$$;

create function edit_dead_letter(
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
  elsif char_length(edit_dead_letter.key) not between 1 and 255 or edit_dead_letter.key ~ '[\u0001-\u001f\u007f-\u009f]' then
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

comment on function retry_dead_letter(bigint) is
  'Asks the relay to publish a dead letter that failed, and then what is parked behind it, in order.';
comment on function retry_dead_letters(text, text) is
  'Asks the relay to publish all dead letters that failed, of one aggregate type and relay or of all; returns how many.';
comment on function discard_dead_letter(bigint) is
  'Gives an event up: it is never published; what is parked behind it follows.';
comment on function edit_dead_letter(bigint, json, bytea, text, text) is
  'Changes what a dead letter will be published as: payload, topic, key; what is null stays as it is. Retry it afterwards.';

revoke execute on function open_dead_letter(bigint) from public;
revoke execute on function retry_dead_letter(bigint) from public;
revoke execute on function retry_dead_letters(text, text) from public;
revoke execute on function discard_dead_letter(bigint) from public;
revoke execute on function edit_dead_letter(bigint, json, bytea, text, text) from public;

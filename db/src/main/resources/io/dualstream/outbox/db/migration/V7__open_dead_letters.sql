-- Dead letters that wait, in their order. Without this index the relay looked for the next ones among all that were published or
-- discarded before, for as long as those are kept: the more of a long queue was done, the slower the rest. Of the number alone, so
-- that the planner always finds it cheaper than the primary key, by which it would walk through those that are done.
do $$
begin
  execute format(
    $index$create index dead_letter_open on %I.dead_letter (number) where state in ('failed', 'parked')$index$,
    current_schema());
end
$$;

-- What waits behind what. Two things were wrong with the indexes for that question:
--   The next letters were looked for among all keys that wait, for each letter again: ten thousand keys with ten letters each took
--   longer than the relay waits for an answer, so that it never started again.
--   Texts of more than 2,704 bytes do not fit an index. A row that was written past the rules of the event table may have a type or
--   an id of any length, and a letter that cannot be stored stops the durable path. So the index has the lane's hash.
do $$
begin
  perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
  drop index dead_letter_parked; -- nothing reads it
  drop index dead_letter_blocking;
  create index dead_letter_type on dead_letter (relay, number) where state = 'failed' and blocks = 'type';
  create index dead_letter_lane on dead_letter (relay, hashtextextended(lane, 0), number)
    where state = 'failed' and blocks in ('key', 'everything');
end
$$;

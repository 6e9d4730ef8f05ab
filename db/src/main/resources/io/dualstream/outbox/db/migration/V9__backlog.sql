-- What is published and what may go are two things. The live path keeps the last event that it pushed, as a witness, so settled_xid
-- never passes that event; counted by settled_xid, the last event of a quiet outbox was a backlog that grew older and older.
do $$
begin
  perform set_config('search_path', quote_ident(current_schema()) || ', pg_temp', true);
  alter table lease add column published_xid xid8;
  comment on column lease.published_xid is
    'Every sink of this relay has the events of older transactions, or dead letters instead; as the relay, or one before it, last said.';
end
$$;

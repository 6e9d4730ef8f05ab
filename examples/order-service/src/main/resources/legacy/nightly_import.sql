-- The nightly import. Older than the order service, written in SQL, and it stays that way: one insert more, and every
-- order it brings in is an event as well, if and only if the import commits.
with imported as (
  insert into orders (id, customer, item, amount)
  select gen_random_uuid(), 'Wholesale ' || n, 'Crate of lamps', 40 + n
  from generate_series(1, 25) as n
  returning id, customer, item, amount
)
insert into outbox.event (aggregate_type, aggregate_id, event_type, payload)
select 'order', id, 'OrderPlaced',
       json_build_object('orderId', id, 'customer', customer, 'item', item, 'amount', amount)
from imported;

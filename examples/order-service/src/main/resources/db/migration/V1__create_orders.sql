create table orders (
  id        uuid          primary key,
  customer  text          not null,
  item      text          not null,
  amount    numeric(12,2) not null,
  placed_at timestamptz   not null default now()
);

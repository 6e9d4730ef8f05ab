-- Installs the inbox with psql alone, in one transaction, into the schema that you name. The inbox needs no outbox:
--   psql -v ON_ERROR_STOP=1 --single-transaction -v schema=inbox -d <database> -f inbox-install.sql
create schema if not exists :"schema";
set local search_path = :"schema";
\ir inbox/V1__inbox.sql

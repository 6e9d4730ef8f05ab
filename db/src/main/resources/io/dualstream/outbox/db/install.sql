-- Installs the outbox with psql alone, in one transaction, into the schema that you name:
--   psql -v ON_ERROR_STOP=1 --single-transaction -v schema=outbox -d <database> -f install.sql
create schema if not exists :"schema";
set local search_path = :"schema";
\ir migration/V1__outbox.sql
\ir migration/V2__retention.sql
\ir migration/V3__dead_letters.sql
\ir migration/V4__removals.sql
\ir migration/V5__rights.sql
\ir migration/V6__surroundings.sql
\ir migration/V7__open_dead_letters.sql
\ir migration/V8__halting_letters.sql
\ir migration/V9__backlog.sql
\ir migration/V10__waiting_letters.sql

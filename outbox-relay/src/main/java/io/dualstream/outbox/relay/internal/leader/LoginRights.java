package io.dualstream.outbox.relay.internal.leader;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.settings.ServerUrl;
import io.dualstream.outbox.relay.status.RelayStartException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Checks what the relay's login may do: it must replicate, and read and write the tables that the relay uses itself. Each failure
 * names the login, the server and what is missing, and ends in the statement that grants it.
 */
record LoginRights(RelaySettings.Postgres postgres) {

    /** The last column is the statement that helps if the rights of another role are in force. */
    private static final String REPLICATION = """
            select r.rolsuper or r.rolreplication
                     -- roles of managed services that may replicate
                     or exists (select from pg_roles g
                                 where g.rolname in ('rds_replication', 'cloudsqlsuperuser', 'azure_pg_admin')
                                   and pg_has_role(current_user, g.oid, 'member')),
                   quote_ident(r.rolname), r.rolname <> session_user,
                   case when to_regrole('rds_replication') is null then 'alter role ' || quote_ident(r.rolname) || ' replication'
                        else 'grant rds_replication to ' || quote_ident(r.rolname) end,
                   'alter role ' || quote_ident(session_user) || coalesce(' in database ' || quote_ident(d.datname), '') || ' reset role'
              from pg_roles r
              -- the most particular of the defaults of this login
              left join lateral (select s.setdatabase from pg_db_role_setting s, unnest(s.setconfig) c (setting)
                                  where s.setrole = (select l.oid from pg_roles l where l.rolname = session_user)
                                    and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                                    and c.setting like 'role=%'
                                  order by s.setdatabase desc limit 1) s on true
              left join pg_database d on d.oid = s.setdatabase
             where r.rolname = current_user
            """;

    void verifyReplication(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(REPLICATION);
                ResultSet row = query.executeQuery()) {
            if (!row.next() || row.getBoolean(1)) {
                return;
            }
            if (row.getBoolean(3)) {
                throw new RelayStartException(login() + " acts as role " + row.getString(2) + " on " + server()
                        + " from its first statement on, and that role may not replicate; run: " + row.getString(5));
            }
            throw new RelayStartException(login() + " may not replicate on " + server()
                    + ", for it lacks the attribute REPLICATION; run as a superuser: " + row.getString(4));
        }
    }

    /** What {@code roles.sql} gives the relay's role on tables. Partitions are read through the table event. */
    private static final String TABLES = """
            select has_schema_privilege(n.oid, 'usage'),
                   (select upper(w.privilege) || ' on table ' || w.name
                      from (values ('event', 'select'), ('lease', 'select'), ('lease', 'insert'), ('lease', 'update'),
                                   ('dead_letter', 'select'), ('dead_letter', 'insert'), ('dead_letter', 'update'),
                                   ('dead_letter', 'delete'), ('removal', 'select'), ('removed_event', 'select'),
                                   ('known_partition', 'select')) as w (name, privilege)
                      join pg_class c on c.relnamespace = n.oid and c.relname = w.name
                     where not has_table_privilege(c.oid, w.privilege)
                     order by w.name <> 'event', w.name, w.privilege limit 1),
                   quote_ident(n.nspname || '_relay'),
                   r.oid is not null, coalesce(pg_has_role(r.oid, 'member'), false), coalesce(pg_has_role(r.oid, 'usage'), false),
                   quote_ident(current_user), current_database(), quote_ident(n.nspname),
                   current_setting('server_version_num')::int >= 160000
              from pg_namespace n left join pg_roles r on r.rolname = n.nspname || '_relay'
             where n.nspname = ?
            """;

    void verifyTables(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TABLES)) {
            query.setString(1, postgres.schema());
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                String lack = row.getBoolean(1) ? row.getString(2) : "USAGE";
                if (lack != null) {
                    throw new RelayStartException(login() + " lacks the right " + lack + " of schema '"
                            + postgres.schema() + "' on " + server() + remedy(row));
                }
            }
        }
    }

    private static String remedy(ResultSet row) throws SQLException {
        String role = row.getString(3);
        String login = row.getString(7);
        String rolesSql = "psql -v ON_ERROR_STOP=1 --single-transaction -d " + row.getString(8)
                + " -c 'set search_path = " + row.getString(9) + "' -f roles.sql";
        if (!row.getBoolean(4)) {
            return ": role " + role + " does not exist; make it with " + rolesSql + "; then run: grant " + role + " to "
                    + login;
        }
        if (!row.getBoolean(5)) {
            return ", because it does not belong to role " + role + "; run: grant " + role + " to " + login;
        }
        if (!row.getBoolean(6)) {
            return ", because it does not inherit the rights of role " + role + "; run: "
                    + (row.getBoolean(10)
                            ? "grant " + role + " to " + login + " with inherit true"
                            : "alter role " + login + " inherit");
        }
        return ", and so does role " + role + "; run roles.sql again, as after each migration: " + rolesSql;
    }

    private String login() {
        return "Login '" + postgres.username() + "'";
    }

    private String server() {
        return "PostgreSQL at " + new ServerUrl(postgres.url()).shown();
    }
}

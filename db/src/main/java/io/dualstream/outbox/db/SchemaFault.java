package io.dualstream.outbox.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why Flyway failed on a schema, where Flyway repeats only what the server refused: which right the login lacks, in which
 * database, and the statement that grants it, which ends the sentence.
 */
record SchemaFault(Schema kind, DataSource dataSource, String schema) {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Parameters: schema, table, history table. */
    private static final String OBJECTS = """
            with home as (select n.oid, n.nspname from pg_catalog.pg_namespace n where n.nspname = ?),
                 first_table as (select c.oid, o.oid as owner, o.rolname, o.rolsuper
                                   from home n join pg_catalog.pg_class c on c.relnamespace = n.oid
                                   join pg_catalog.pg_roles o on o.oid = c.relowner
                                  where c.relname = ?),
                 history as (select c.oid, c.relname from home n join pg_catalog.pg_class c on c.relnamespace = n.oid
                              where c.relname = ?)
            """;

    /** The first right that is missing: what the login lacks, and the statement; null if the right is not to be granted. */
    private static final String OF_MIGRATION = OBJECTS + """
            select lack, statement
              from (select 1 as step, 'does not belong to ' || quote_ident(t.rolname) || ', who owns the tables' as lack,
                           case when not t.rolsuper then format('grant %I to %I', t.rolname, current_user) end as statement
                      from first_table t where not pg_has_role(t.owner, 'usage')
                    union all
                    select 2, 'may not create schemas and publications', format('grant create on database %I to %I', current_database(), current_user)
                     where not exists (select from first_table) and not has_database_privilege(current_database(), 'create')
                    union all
                    select 3, 'may not create objects in schema ' || quote_ident(n.nspname),
                           format('grant usage, create on schema %I to %I', n.nspname, current_user)
                      from home n where not (has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create'))
                    union all
                    select 4, 'may not write table ' || quote_ident(h.relname),
                           format('grant select, insert, update, delete on %I.%I to %I', n.nspname, h.relname, current_user)
                      from home n, history h
                     where not (has_table_privilege(h.oid, 'select') and has_table_privilege(h.oid, 'insert'))) faults
             order by step limit 1
            """;

    /** A fourth parameter: the role of a service. */
    private static final String OF_VALIDATION = OBJECTS + """
            select lack, statement
              from (select 1 as step, 'may not use schema ' || quote_ident(n.nspname) as lack,
                           case when exists (select from pg_catalog.pg_roles r where r.rolname = s.role)
                                then format('grant %I to %I', s.role, current_user)
                                else format('grant usage on schema %I to %I', n.nspname, current_user) end as statement
                      from home n, (select ?::text as role) s where not has_schema_privilege(n.oid, 'usage')
                    union all
                    select 2, 'may not read table ' || quote_ident(h.relname) || ' of schema ' || quote_ident(n.nspname),
                           format('grant select on %I.%I to %I', n.nspname, h.relname, current_user)
                      from home n, history h where not has_table_privilege(h.oid, 'select')) faults
             order by step limit 1
            """;

    private static final String EXIST =
            OBJECTS + "select exists (select from first_table), exists (select from history)";

    FlywayException ofMigration(FlywayException failure) {
        return isRefused(failure) ? explained(failure, connection -> lack(connection, OF_MIGRATION)) : failure;
    }

    FlywayException ofValidation(FlywayException failure) {
        if (isRefused(failure)) {
            return explained(failure, connection -> lack(connection, OF_VALIDATION, schema + kind.role()));
        }
        return failure instanceof FlywayValidateException ? explained(failure, this::absence) : failure;
    }

    @FunctionalInterface
    private interface Look {
        @Nullable
        String at(Connection connection) throws SQLException;
    }

    private FlywayException explained(FlywayException failure, Look look) {
        try (Connection connection = dataSource.getConnection()) {
            String sentence = look.at(connection);
            return sentence == null ? failure : new FlywayException(sentence, failure);
        } catch (SQLException e) {
            failure.addSuppressed(e);
            return failure;
        }
    }

    private static boolean isRefused(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && INSUFFICIENT_PRIVILEGE.equals(refused.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String lack(Connection connection, String sql, String... more) throws SQLException {
        try (PreparedStatement query = query(connection, sql)) {
            for (int i = 0; i < more.length; i++) {
                query.setString(4 + i, more[i]);
            }
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String statement = row.getString(2);
                return "Login '" + login(connection) + "' " + row.getString(1) + " in " + place(connection)
                        + (statement == null
                                ? "; migrate as that superuser, or give the tables to " + schema
                                        + "_owner with roles.sql"
                                : "; run: " + statement);
            }
        }
    }

    /** Says that there are no tables, or that psql made them; null if there are tables and a history. */
    private @Nullable String absence(Connection connection) throws SQLException {
        try (PreparedStatement query = query(connection, EXIST);
                ResultSet row = query.executeQuery()) {
            row.next();
            if (!row.getBoolean(1)) {
                return "Schema '" + schema + "' in " + place(connection) + " has no table " + kind.table();
            }
            return row.getBoolean(2)
                    ? null
                    : "Schema '" + schema + "' in " + place(connection) + " was made with psql: it has no table "
                            + kind.historyTable() + ", which would say its version";
        }
    }

    private PreparedStatement query(Connection connection, String sql) throws SQLException {
        PreparedStatement query = connection.prepareStatement(sql);
        query.setString(1, schema);
        query.setString(2, kind.table());
        query.setString(3, kind.historyTable());
        return query;
    }

    private static String login(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select current_user");
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    /** The URL without its options, among which may be a password. */
    private static String place(Connection connection) throws SQLException {
        return String.valueOf(connection.getMetaData().getURL()).replaceFirst("\\?.*", "");
    }
}

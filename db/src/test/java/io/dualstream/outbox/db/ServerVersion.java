package io.dualstream.outbox.db;

import javax.sql.DataSource;

/** The supported PostgreSQL versions. */
enum ServerVersion {
    V15,
    V16,
    V17,
    V18;

    /** A new, empty database on the one server of this version in this JVM. */
    DataSource createDatabase() {
        return createDatabase("");
    }

    /** {@code options} as CREATE DATABASE takes them. */
    DataSource createDatabase(String options) {
        return Server.of(this).createDatabase(options);
    }
}

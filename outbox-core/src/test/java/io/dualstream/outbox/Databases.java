package io.dualstream.outbox;

import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestPostgres;

/** Fresh databases with the outbox in them, on one real server per JVM. */
final class Databases {

    private Databases() {}

    static TestDatabase create() {
        return Server.POSTGRES.createDatabase();
    }

    /** Ends with the JVM, as every server of the testkit does. */
    private static final class Server {
        static final TestPostgres POSTGRES = TestPostgres.start();
    }
}

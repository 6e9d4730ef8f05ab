package io.dualstream.outbox.relay.internal.wal;

import io.dualstream.outbox.relay.internal.session.SessionSettings;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The properties of the embedded engine. A comment explains each value that is not Debezium's default. */
final class EngineProperties {

    /** Prefix of the message a heartbeat writes into the WAL. */
    static final String HEARTBEAT = "outbox-heartbeat";

    /** A property of the relay, for {@link WalTask}: the name of the session that streams. */
    static final String SESSION = "outbox.session";

    /**
     * The property that tells {@link EngineSockets} to which engine a socket belongs. If an operator's factory makes the
     * sockets, the property has that factory's argument or is absent.
     */
    static final String SOCKETS = "driver.socketFactoryArg";

    /** The statements that the engine runs on each of its sessions except the stream, separated by semicolons. */
    private static final String STATEMENTS = "database.initial.statements";

    private static final AtomicLong ENGINES = new AtomicLong();

    private EngineProperties() {}

    static Properties of(WalSettings settings) {
        Properties p = new Properties();
        p.setProperty("name", "outbox-" + settings.slot());
        // Also the name of the engine's JMX metrics: if another engine of this JVM has the same name, Debezium waits
        // two minutes.
        String engine = "outbox-" + ENGINES.incrementAndGet();
        p.setProperty("topic.prefix", engine);
        p.setProperty("connector.class", WalConnector.class.getName());
        // Login, reads of the catalogue, heartbeats and the end of the stream: none of these may wait without limit.
        p.setProperty("driver.socketTimeout", "15");
        p.setProperty("driver.connectTimeout", "10");
        connection(settings, p);

        p.setProperty(SESSION, settings.session(WalSettings.Purpose.WAL));
        p.setProperty("plugin.name", "pgoutput");
        p.setProperty("slot.name", settings.slot());
        p.setProperty("publication.name", settings.publication());
        p.setProperty("publication.autocreate.mode", "disabled");
        p.setProperty("schema.include.list", settings.schema());
        p.setProperty("table.include.list", settings.schema() + "[.]event");
        p.setProperty("column.exclude.list", settings.schema() + "[.]event[.]xid");
        p.setProperty("snapshot.mode", "no_data");
        p.setProperty("tombstones.on.delete", "false");

        // The slot is the position.
        p.setProperty("offset.storage", NoOffsets.class.getName());
        // Every failure stops the engine; the relay then starts it again from the state in Kafka.
        p.setProperty("errors.max.retries", "0");
        p.setProperty("slot.max.retries", "0");

        // WalTask wakes the poll, so the interval only bounds how long a batch may gather.
        p.setProperty("poll.interval.ms", "1");
        p.setProperty("max.batch.size", "8192");
        p.setProperty("max.queue.size", "32768");
        // The same amount is being decoded and published at the same time. With payloads of 1 MB this value bounds the
        // heap, with small payloads the number of rows does.
        p.setProperty("max.queue.size.in.bytes", Long.toString(16L << 20));
        p.setProperty("record.processing.threads", "1");
        // Measurements show that these blocks cost more per event than decoding the event.
        p.setProperty("sourceinfo.struct.maker", NoSource.class.getName());
        p.setProperty("statistics.metrics.enabled", "false");

        p.setProperty(
                "heartbeat.interval.ms", Long.toString(settings.heartbeat().toMillis()));
        // Transactional: only a commit moves the slot.
        p.setProperty("heartbeat.action.query", "select pg_logical_emit_message(true, '" + HEARTBEAT + "', '')");
        settings.engineProperties().forEach(p::setProperty);
        p.setProperty("driver.options", SessionSettings.options(settings.url(), p.getProperty("driver.options")));
        p.merge(STATEMENTS, SessionSettings.AFTER_LOGIN, (own, ours) -> own + ";" + ours);
        // Last, because an operator's factory comes with an argument of its own.
        if (!p.containsKey("driver.socketFactory") && EngineSockets.isKnownToTheDriver()) {
            p.setProperty("driver.socketFactory", EngineSockets.class.getName());
            p.setProperty(SOCKETS, engine);
        }
        return p;
    }

    private static void connection(WalSettings settings, Properties p) {
        Properties url = Driver.parseURL(settings.url(), new Properties());
        if (url == null) {
            throw new IllegalArgumentException("Not a PostgreSQL JDBC URL: " + settings.url());
        }
        p.setProperty("database.hostname", orElse(PGProperty.PG_HOST.getOrDefault(url), "localhost"));
        p.setProperty("database.port", orElse(PGProperty.PG_PORT.getOrDefault(url), "5432"));
        p.setProperty("database.dbname", orElse(PGProperty.PG_DBNAME.getOrDefault(url), settings.username()));
        p.setProperty("database.user", settings.username());
        if (settings.password() != null) {
            p.setProperty("database.password", settings.password());
        }
        url.forEach((name, value) -> {
            if (!name.toString().startsWith("PG")) {
                p.setProperty("driver." + name, value.toString());
            }
        });
    }

    private static String orElse(@org.jspecify.annotations.Nullable String value, String other) {
        return value == null || value.isEmpty() ? other : value;
    }
}

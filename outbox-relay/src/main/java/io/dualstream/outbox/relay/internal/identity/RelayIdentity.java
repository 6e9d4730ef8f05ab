package io.dualstream.outbox.relay.internal.identity;

import io.dualstream.outbox.relay.config.RelaySettings;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** The names of a relay, of its marks in the state topic and of its cursor, by which its successor finds them. */
public record RelayIdentity(RelaySettings settings) {

    /** The name of one relay on one slot. */
    public String identity() {
        return settings.name() + "-" + settings.postgres().slot();
    }

    /** Key of the durable cursor in the state topic. */
    public String cursorKey() {
        return identity() + "/cursor";
    }

    /** Key of the mark of a recovery from the table in the state topic. */
    public String recoveryKey() {
        return identity() + "/recovery";
    }

    /** Key of the identity of the publication in the state topic. */
    public String publicationKey() {
        return identity() + "/publication";
    }

    /** Key of the mark of passed dead letters in the state topic. */
    public String passedKey() {
        return identity() + "/passed";
    }

    /** Key of the mark of redelivered dead letters in the state topic. */
    public String retryKey() {
        return identity() + "/retry";
    }

    /** Key of the live cursor in Redis. */
    public String liveCursorKey() {
        return "outbox:cursor:" + settings.name();
    }

    /** The CloudEvents source of every event. */
    public String source() {
        String source = settings.source();
        if (source != null) {
            return source;
        }
        RelaySettings.Postgres postgres = settings.postgres();
        Properties url = Driver.parseURL(postgres.url(), new Properties());
        String database = url == null ? null : PGProperty.PG_DBNAME.getOrDefault(url);
        return "/" + (database == null ? postgres.username() : database) + "/" + postgres.schema();
    }
}

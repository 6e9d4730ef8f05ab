package io.dualstream.outbox.relay.internal.runtime;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.redis.RedisRemedy;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Describes failures in words. */
public final class Causes {

    /** Results of {@link #awaited} for a failure of one of the servers. */
    public static final Object POSTGRES = "PostgreSQL";

    static final Object KAFKA = "Kafka";
    static final Object REDIS = "Redis";

    private Causes() {}

    /** The deepest cause. */
    public static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    /** The first throwable of a kind in the chain of causes, or null. */
    public static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return kind.cast(cause);
            }
        }
        return null;
    }

    /**
     * Identifies what a path waits for after this failure, so that one outage can be told from the next. The messages of one
     * outage differ from attempt to attempt.
     */
    public static Object awaited(Throwable failure) {
        if (find(failure, KafkaUnavailableException.class) != null || find(failure, KafkaException.class) != null) {
            return KAFKA;
        }
        if (RedisRemedy.isOfRedis(failure)) {
            return REDIS;
        }
        return find(failure, SQLException.class) != null
                ? POSTGRES
                : root(failure).getClass();
    }

    /** The outermost message, followed by the deepest one if that differs. */
    public static String sentence(Throwable failure) {
        String outer = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof Error) {
            outer = failure.toString(); // the message alone, such as "Java heap space", does not name the error
        }
        Throwable root = root(failure);
        String inner = root.getMessage();
        boolean whole =
                inner == null || outer.contains(inner) || outer.contains("; run: "); // which ends in what to run
        String both = whole ? outer : outer + " (" + inner + ")";
        return oneLine(isRowSecurity(failure) ? both + ROW_SECURITY : both);
    }

    private static final String ROW_SECURITY =
            "; no policy helps: run alter role … bypassrls for the login, or alter table … disable row level security";

    /** Of the server's routine, since its messages come in the language of its locale. */
    private static boolean isRowSecurity(Throwable failure) {
        PSQLException refused = find(failure, PSQLException.class);
        ServerErrorMessage said = refused == null ? null : refused.getServerErrorMessage();
        return said != null && "check_enable_rls".equals(said.getRoutine());
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s*\\R\\s*", " ");
    }

    /** Waits for a thread to end, at most {@code limit}. An interrupt ends the wait and stays set. */
    public static void join(Thread thread, Duration limit) {
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.db.OutboxBacklog;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports up while every outbox can be read and, if {@code outbox.health.max-age} is set, has no older event that is not known
 * to be published. A user without the right to read the backlog is no failure: the health is up, and the details name the
 * missing right.
 */
final class OutboxHealthIndicator extends AbstractHealthIndicator {

    private final OutboxPlaces places;
    private final @Nullable Duration maxAge;

    OutboxHealthIndicator(OutboxPlaces places, @Nullable Duration maxAge) {
        super("The outbox cannot be read");
        this.places = places;
        this.maxAge = maxAge;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.up();
        places.read().forEach((name, reading) -> {
            OutboxBacklog backlog = reading.backlog();
            health.withDetail(name, backlog == null ? String.valueOf(reading.failure()) : backlog);
            if (backlog == null ? !mayNotRead(reading) : isTooOld(backlog)) {
                health.down();
            }
        });
    }

    private boolean isTooOld(OutboxBacklog backlog) {
        return maxAge != null && backlog.oldestAge().compareTo(maxAge) > 0;
    }

    private static boolean mayNotRead(OutboxPlaces.Reading reading) {
        return String.valueOf(reading.failure()).contains("permission denied");
    }
}

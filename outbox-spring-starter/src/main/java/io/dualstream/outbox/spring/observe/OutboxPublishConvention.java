package io.dualstream.outbox.spring.observe;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** Names and tags of the observation {@link OutboxObservation#PUBLISH}; a bean of this type takes the default's place. */
public interface OutboxPublishConvention extends ObservationConvention<OutboxPublishContext> {

    @Override
    default boolean supportsContext(Observation.Context context) {
        return context instanceof OutboxPublishContext;
    }
}

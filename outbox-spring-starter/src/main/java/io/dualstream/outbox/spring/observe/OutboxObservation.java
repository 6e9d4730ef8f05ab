package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.OutboxEvent;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;

/** What is observed, for documentation and for conventions of the host's own. */
public enum OutboxObservation implements ObservationDocumentation {

    /** One call of {@code publish} or {@code publishAll}: the INSERT, not the commit, which comes later. */
    PUBLISH {
        @Override
        public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
            return DefaultOutboxPublishConvention.class;
        }

        @Override
        public KeyName[] getLowCardinalityKeyNames() {
            return LowCardinality.values();
        }

        @Override
        public KeyName[] getHighCardinalityKeyNames() {
            return HighCardinality.values();
        }
    };

    /** Tags of the timer and of the span. */
    public enum LowCardinality implements KeyName {
        /** The events' aggregate type; {@code several} where they differ. */
        AGGREGATE_TYPE("outbox.aggregate.type"),
        /** The events' type; {@code several} where they differ. */
        EVENT_TYPE("outbox.event.type");

        private final String key;

        LowCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** Tags of the span alone. */
    public enum HighCardinality implements KeyName {
        /** How many events the call records. */
        EVENTS("outbox.events");

        private final String key;

        HighCardinality(String key) {
            this.key = key;
        }

        @Override
        public String asString() {
            return key;
        }
    }

    /** One call of {@code publish} or {@code publishAll}. Its span is a producer's; the events' headers carry its trace. */
    public static final class Context extends SenderContext<Context> {

        private final List<OutboxEvent> events;

        Context(List<OutboxEvent> events) {
            // Nothing is injected here: the header sources of the outbox take the trace from the span in scope.
            super((carrier, key, value) -> {}, Kind.PRODUCER);
            this.events = List.copyOf(events);
            setCarrier(this);
        }

        public List<OutboxEvent> events() {
            return events;
        }
    }

    /** Names and tags of the observation {@link OutboxObservation#PUBLISH}; a bean of this type takes the default's place. */
    public interface Convention extends ObservationConvention<OutboxObservation.Context> {

        @Override
        default boolean supportsContext(Observation.Context context) {
            return context instanceof OutboxObservation.Context;
        }
    }
}

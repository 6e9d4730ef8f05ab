package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.OutboxEvent;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;

/** The observations of the outbox, for documentation and for conventions of the application. */
public enum OutboxObservation implements ObservationDocumentation {

    /** One call of {@code publish} or {@code publishAll}: the INSERT, without the commit, which happens later. */
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

    /** The tags of the timer and of the span. */
    public enum LowCardinality implements KeyName {
        /** The aggregate type of the events; {@code several} if the types differ. */
        AGGREGATE_TYPE("outbox.aggregate.type"),
        /** The type of the events; {@code several} if the types differ. */
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

    /** The tags of the span alone. */
    public enum HighCardinality implements KeyName {
        /** The number of events that the call records. */
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

    /**
     * The context of one call of {@code publish} or {@code publishAll}. The span is a producer's span; the events' headers
     * contain its trace.
     */
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

    /**
     * Provides names and tags of the observation {@link OutboxObservation#PUBLISH}. A bean of this type replaces the
     * default.
     */
    public interface Convention extends ObservationConvention<OutboxObservation.Context> {

        @Override
        default boolean supportsContext(Observation.Context context) {
            return context instanceof OutboxObservation.Context;
        }
    }
}

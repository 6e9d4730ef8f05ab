package io.dualstream.outbox.spring.observe;

import io.dualstream.outbox.OutboxEvent;
import io.dualstream.outbox.spring.observe.OutboxObservation.HighCardinality;
import io.dualstream.outbox.spring.observe.OutboxObservation.LowCardinality;
import io.micrometer.common.KeyValues;
import java.util.List;
import java.util.function.Function;

/** {@code outbox.publish}, with the events' aggregate type and type. */
final class DefaultOutboxPublishConvention implements OutboxObservation.Convention {

    @Override
    public String getName() {
        return "outbox.publish";
    }

    @Override
    public String getContextualName(OutboxObservation.Context context) {
        return "outbox publish " + common(context.events(), OutboxEvent::aggregateType);
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(OutboxObservation.Context context) {
        return KeyValues.of(
                LowCardinality.AGGREGATE_TYPE.withValue(common(context.events(), OutboxEvent::aggregateType)),
                LowCardinality.EVENT_TYPE.withValue(common(context.events(), OutboxEvent::eventType)));
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(OutboxObservation.Context context) {
        return KeyValues.of(
                HighCardinality.EVENTS.withValue(String.valueOf(context.events().size())));
    }

    private static String common(List<OutboxEvent> events, Function<OutboxEvent, String> name) {
        List<String> names = events.stream().map(name).distinct().limit(2).toList();
        return names.size() == 1 ? names.get(0) : "several";
    }
}

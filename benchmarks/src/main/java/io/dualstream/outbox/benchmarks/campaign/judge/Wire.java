package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.Attributes;
import io.dualstream.outbox.benchmarks.campaign.evidence.Payload;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Content;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an event must look to consumers, as the reference documents it: where it stands, each of its attributes, its time and its
 * payload.
 *
 * @param source the CloudEvents source of all events
 * @param livePayload whether the live streams carry payloads
 */
public record Wire(String source, boolean livePayload) {

    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]+");

    /** Names that headers cannot have in a live event, because an attribute has them. */
    private static final Set<String> TAKEN = Set.of(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "datacontenttype",
            "dataschema",
            "aggregatetype",
            "position",
            "data");

    void compareInKafka(Fact fact, Sighting seen, Charges charges) {
        Content content = Content.of(fact.intent());
        compare(fact, seen, "outbox.event." + fact.intent().aggregateType(), kafkaAttributes(fact.intent()), charges);
        comparePayload(fact, seen, Payload.of(content.data()), charges);
    }

    void compareInStream(Fact fact, Sighting seen, Charges charges) {
        compareLive(fact, seen, "outbox:stream:" + fact.intent().aggregateType(), charges);
    }

    void compareOnChannel(Fact fact, Sighting seen, Charges charges) {
        Intent intent = fact.intent();
        compareLive(fact, seen, "events:" + intent.aggregateType() + ":" + intent.aggregateId(), charges);
    }

    private void compareLive(Fact fact, Sighting seen, String stream, Charges charges) {
        Content content = Content.of(fact.intent());
        byte[] data = content.data();
        compare(fact, seen, stream, liveAttributes(fact.intent()), charges);
        comparePayload(fact, seen, livePayload && data != null ? Payload.of(data) : Payload.NOT_CARRIED, charges);
    }

    private static void compare(Fact fact, Sighting seen, String stream, String attributes, Charges charges) {
        if (!seen.stream().equals(stream)) {
            charges.add(Wrong.MISPLACED, fact, "in " + seen.stream() + " instead of " + stream);
        }
        if (!seen.attributes().equals(attributes)) {
            charges.add(
                    Wrong.ALTERED,
                    fact,
                    "at " + seen.place() + " as " + seen.attributes() + " instead of " + attributes);
        }
        if (seen.createdMicros() != fact.createdMicros()) {
            charges.add(
                    Wrong.ALTERED,
                    fact,
                    "at " + seen.place() + " of " + seen.createdMicros() + " us instead of " + fact.createdMicros());
        }
    }

    private static void comparePayload(Fact fact, Sighting seen, long payload, Charges charges) {
        if (seen.payload() != payload) {
            charges.add(
                    Wrong.ALTERED,
                    fact,
                    "at " + seen.place() + ": " + Payload.describe(seen.payload()) + " instead of "
                            + Payload.describe(payload));
        }
    }

    /** The key on the wire. */
    static String key(Intent intent) {
        String key = Content.of(intent).key();
        return key == null ? intent.aggregateId() : key;
    }

    String kafkaAttributes(Intent intent) {
        Content content = Content.of(intent);
        List<String> all = new ArrayList<>();
        all.add("key=" + key(intent));
        all.add("ce_specversion=1.0");
        all.add("ce_source=" + source);
        all.add("ce_type=" + content.eventType());
        all.add("ce_subject=" + intent.aggregateId());
        addIfAny(all, "ce_dataschema", content.dataSchema());
        addIfAny(all, "content-type", content.mediaType());
        content.headers().forEach((name, value) -> all.add(name + "=" + value));
        return Attributes.text(all);
    }

    String liveAttributes(Intent intent) {
        Content content = Content.of(intent);
        List<String> all = new ArrayList<>();
        all.add("specversion=1.0");
        all.add("source=" + source);
        all.add("type=" + content.eventType());
        all.add("subject=" + intent.aggregateId());
        all.add("aggregatetype=" + intent.aggregateType());
        addIfAny(all, "dataschema", content.dataSchema());
        addIfAny(all, "datacontenttype", content.mediaType());
        content.headers().forEach((name, value) -> {
            if (EXTENSION.matcher(name).matches() && !TAKEN.contains(name)) {
                all.add(name + "=" + value);
            }
        });
        return Attributes.text(all);
    }

    private static void addIfAny(List<String> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(name + "=" + value);
        }
    }
}

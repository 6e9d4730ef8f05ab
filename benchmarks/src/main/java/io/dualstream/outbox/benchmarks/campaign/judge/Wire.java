package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.Attributes;
import io.dualstream.outbox.benchmarks.campaign.evidence.Payload;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.writers.Content;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an event must look to consumers, as the reference documents it: where it stands, each of its attributes, its time and its
 * payload.
 */
public final class Wire {

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

    private final String source;
    private final boolean livePayload;
    private final Attributes attributes = new Attributes();
    private final Map<UUID, Looks> looks = new HashMap<>();

    /** How one event must look. */
    private record Looks(String key, String inKafka, String live, long payload, long livePayload) {}

    /** Of events of that CloudEvents source; {@code livePayload} says whether the live streams carry payloads. */
    public Wire(String source, boolean livePayload) {
        this.source = source;
        this.livePayload = livePayload;
    }

    private Looks looks(Intent intent) {
        return looks.computeIfAbsent(intent.id(), any -> {
            Content content = Content.of(intent);
            byte[] data = content.data();
            long payload = Payload.of(data);
            return new Looks(
                    content.key() == null ? intent.aggregateId() : content.key(),
                    kafkaAttributes(intent, content),
                    liveAttributes(intent, content),
                    payload,
                    livePayload && data != null ? payload : Payload.NOT_CARRIED);
        });
    }

    /** The key on the wire. */
    String key(Intent intent) {
        return looks(intent).key();
    }

    /** As {@link Sighting#attributes} of a record. */
    String kafkaAttributes(Intent intent) {
        return looks(intent).inKafka();
    }

    /** As {@link Sighting#attributes} of a live event. */
    String liveAttributes(Intent intent) {
        return looks(intent).live();
    }

    void compareInKafka(Fact fact, Sighting seen, Charges charges) {
        Looks expected = looks(fact.intent());
        compare(fact, seen, "outbox.event." + fact.intent().aggregateType(), expected.inKafka(), charges);
        comparePayload(fact, seen, expected.payload(), charges);
    }

    void compareInStream(Fact fact, Sighting seen, Charges charges) {
        compareLive(fact, seen, "outbox:stream:" + fact.intent().aggregateType(), charges);
    }

    void compareOnChannel(Fact fact, Sighting seen, Charges charges) {
        Intent intent = fact.intent();
        compareLive(fact, seen, "events:" + intent.aggregateType() + ":" + intent.aggregateId(), charges);
    }

    private void compareLive(Fact fact, Sighting seen, String stream, Charges charges) {
        Looks expected = looks(fact.intent());
        compare(fact, seen, stream, expected.live(), charges);
        comparePayload(fact, seen, expected.livePayload(), charges);
    }

    private static void compare(Fact fact, Sighting seen, String stream, String expected, Charges charges) {
        if (!seen.stream().equals(stream)) {
            charges.add(Wrong.MISPLACED, fact, "in " + seen.stream() + " instead of " + stream);
        }
        if (!seen.attributes().equals(expected)) {
            charges.add(
                    Wrong.ALTERED, fact, "at " + seen.place() + " as " + seen.attributes() + " instead of " + expected);
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

    private String kafkaAttributes(Intent intent, Content content) {
        List<String> all = new ArrayList<>();
        all.add("key=" + (content.key() == null ? intent.aggregateId() : content.key()));
        all.add("ce_specversion=1.0");
        all.add("ce_source=" + source);
        all.add("ce_type=" + content.eventType());
        all.add("ce_subject=" + intent.aggregateId());
        addIfAny(all, "ce_dataschema", content.dataSchema());
        addIfAny(all, "content-type", content.mediaType());
        content.headers().forEach((name, value) -> all.add(name + "=" + value));
        return attributes.intern(all);
    }

    private String liveAttributes(Intent intent, Content content) {
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
        return attributes.intern(all);
    }

    private static void addIfAny(List<String> all, String name, @Nullable String value) {
        if (value != null) {
            all.add(name + "=" + value);
        }
    }
}

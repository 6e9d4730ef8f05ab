package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.Evidence;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch.Fate;
import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaPlace;
import io.dualstream.outbox.benchmarks.campaign.evidence.LivePosition;
import io.dualstream.outbox.benchmarks.campaign.evidence.Payload;
import io.dualstream.outbox.benchmarks.campaign.evidence.Place;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.evidence.SubscriberRecorder.Received;
import io.dualstream.outbox.benchmarks.campaign.writers.Content;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.Intent;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** A round made by hand, in which every consumer saw ten events of one aggregate as they should be; tests spoil what they like. */
final class JudgedRound {

    static final int EVENTS = 10;
    static final long EPOCH = 1_000;
    static final String TOPIC = "outbox.event.order";
    private static final Wire WIRE = new Wire("/shop/outbox", true);

    final Truth truth = new Truth();
    final Excuse excuse = new Excuse();
    final EpochReasons epochs = new EpochReasons();
    final List<Sighting> committed = new ArrayList<>();
    final List<Sighting> uncommitted = new ArrayList<>();
    final Map<String, Integer> lives = new HashMap<>();
    final List<KafkaBatch> batches = new ArrayList<>();
    final List<Sighting> streams = new ArrayList<>();
    final Set<LivePosition> held = new HashSet<>();
    final List<Received> subscriber = new ArrayList<>();
    boolean atLeastOnce;
    boolean complete = true;
    private Fence last = new Fence(Sighting.NOBODY);

    JudgedRound() {
        epochs.begin(0);
        epochs.add();
        subscriber.add(Received.INTERRUPTION);
        for (int n = 1; n <= EVENTS; n++) {
            Intent intent = new Intent(UUID.randomUUID(), "order", "7", n);
            Fact fact = new Fact(intent, 1_700_000_000_000_000L + n, n, n);
            truth.committed(fact);
            committed.add(inKafka(fact, n - 1));
            uncommitted.add(inKafka(fact, n - 1));
            batches.add(new KafkaBatch(TOPIC, 0, n - 1, n - 1, "7:" + n, Fate.COMMITTED));
            batches.add(new KafkaBatch("outbox.relay.state", 0, n, n, "7:" + n, Fate.COMMITTED));
            LivePosition position = new LivePosition(EPOCH, n);
            streams.add(live(fact, "outbox:stream:order", position));
            held.add(position);
            subscriber.add(new Received(live(fact, "events:order:7", position)));
            last = new Fence(intent.id());
        }
    }

    private static Sighting inKafka(Fact fact, long offset) {
        return new Sighting(
                fact.intent().id(),
                TOPIC,
                new KafkaPlace(0, 0, offset),
                WIRE.kafkaAttributes(fact.intent()),
                fact.createdMicros(),
                Payload.of(Content.of(fact.intent()).data()));
    }

    private static Sighting live(Fact fact, String stream, LivePosition position) {
        byte[] data = Content.of(fact.intent()).data();
        return new Sighting(
                fact.intent().id(),
                stream,
                position,
                WIRE.liveAttributes(fact.intent()),
                fact.createdMicros(),
                data == null ? Payload.NOT_CARRIED : Payload.of(data));
    }

    static Sighting at(Place place, Sighting of) {
        return new Sighting(of.id(), of.stream(), place, of.attributes(), of.createdMicros(), of.payload());
    }

    static Sighting in(String stream, Sighting of) {
        return new Sighting(of.id(), stream, of.place(), of.attributes(), of.createdMicros(), of.payload());
    }

    static Sighting as(UUID id, Sighting of) {
        return new Sighting(id, of.stream(), of.place(), of.attributes(), of.createdMicros(), of.payload());
    }

    static Sighting with(String attributes, Sighting of) {
        return new Sighting(of.id(), of.stream(), of.place(), attributes, of.createdMicros(), of.payload());
    }

    /** What the judge finds, as {@code stream: how many what}; nothing else is wrong then. */
    List<String> findings() {
        return judge().stream()
                .flatMap(verdict -> verdict.violations().stream()
                        .collect(Collectors.groupingBy(Violation::wrong, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .map(found -> verdict.stream() + ": " + found.getValue() + " "
                                + found.getKey().title()))
                .sorted()
                .toList();
    }

    List<Verdict> judge() {
        Evidence evidence = new Evidence(committed, uncommitted, lives, batches, streams, held, subscriber, complete);
        return new Judge(WIRE, excuse, epochs, atLeastOnce).judge(truth, last, evidence);
    }
}

package io.dualstream.outbox.benchmarks.campaign.judge;

import io.dualstream.outbox.benchmarks.campaign.evidence.LivePosition;
import io.dualstream.outbox.benchmarks.campaign.evidence.Sighting;
import io.dualstream.outbox.benchmarks.campaign.evidence.SubscriberRecorder.Received;
import io.dualstream.outbox.benchmarks.campaign.writers.Fence;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth;
import io.dualstream.outbox.benchmarks.campaign.writers.Truth.Fact;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;

/**
 * What a subscriber of all channels received: all that was published while nothing interrupted its subscription, each message once and in
 * order within an epoch, and the same event under each position as the streams. What it missed in the last epoch, it finds in the streams.
 */
final class SubscriberCheck {

    private final Truth truth;
    private final Wire wire;
    private final Charges charges;
    private final Map<LivePosition, UUID> received = new HashMap<>();
    private final Map<LivePosition, UUID> inStreams = new HashMap<>();
    private LivePosition last = LivePosition.NONE;
    private boolean interrupted = true;

    SubscriberCheck(Truth truth, Wire wire, List<Sighting> streams) {
        this.truth = truth;
        this.wire = wire;
        this.charges = new Charges("Subscriber", truth);
        streams.forEach(sighting -> inStreams.put(StreamCheck.position(sighting), sighting.id()));
    }

    /** {@code fence} was committed while it was subscribed; nothing interrupted that until it was everywhere else. */
    Verdict check(List<Received> log, Set<LivePosition> held, Fence fence) {
        for (Received one : log) {
            Sighting event = one.event();
            if (event == null) {
                interrupted = true;
            } else {
                look(event, StreamCheck.position(event));
                interrupted = false;
            }
        }
        if (!received.containsValue(fence.id())) {
            charges.add(Wrong.LOST, "the last event was not published to the subscriber: " + fence.id());
        }
        if (!interrupted) {
            inStreams.keySet().stream()
                    .filter(position -> position.compareTo(last) > 0)
                    .forEach(this::addMissed);
        }
        lookForGaps(held);
        return charges.verdict(received.size(), 0);
    }

    private void look(Sighting event, LivePosition position) {
        Fact fact = truth.committed().get(event.id());
        if (fact == null) {
            charges.add(Wrong.LEAKED, event.toString());
        } else {
            wire.compareOnChannel(fact, event, charges);
        }
        UUID inStream = inStreams.getOrDefault(position, event.id());
        if (!inStream.equals(event.id())) {
            charges.add(Wrong.ALTERED, fact, "published at " + position + ", where the streams have " + inStream);
        }
        if (received.put(position, event.id()) != null) {
            charges.add(Wrong.DUPLICATE, fact, "published again at " + position);
        } else if (position.compareTo(last) < 0) {
            charges.add(Wrong.DISORDERED, fact, "published at " + position + " after " + last);
        } else {
            lookForMissed(position);
            last = position;
        }
    }

    private void lookForMissed(LivePosition position) {
        long next = position.epoch() == last.epoch() ? last.number() + 1 : 1;
        if (!interrupted) {
            LongStream.range(next, position.number())
                    .mapToObj(number -> new LivePosition(position.epoch(), number))
                    .forEach(this::addMissed);
        }
    }

    private void addMissed(LivePosition position) {
        Fact fact = truth.committed().get(inStreams.getOrDefault(position, Sighting.NOBODY));
        charges.add(Wrong.LOST, fact, "position " + position + " was not published to a subscriber");
    }

    /** Positions of the last epoch count from 1 without a gap. */
    private void lookForGaps(Set<LivePosition> held) {
        Set<LivePosition> all = new HashSet<>(held);
        all.addAll(received.keySet());
        LivePosition end = all.stream().max(LivePosition::compareTo).orElse(LivePosition.NONE);
        LongStream.rangeClosed(1, end.number())
                .mapToObj(number -> new LivePosition(end.epoch(), number))
                .filter(position -> !all.contains(position))
                .forEach(position -> charges.add(Wrong.LOST, "no subscriber can find position " + position));
    }
}

package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Reading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The events that a reading contains between two positions, in order of position.
 *
 * @param events the events after {@code after}, up to {@code upTo}
 * @param upTo all events up to this position have been read
 */
record Page(LiveMessage.Position after, List<LiveMessage.Event> events, LiveMessage.Position upTo) {

    /** A stream of which {@code limit} entries came may have more, and says nothing of what is behind them. */
    static Page of(LiveMessage.Position after, Reading reading, LiveMessage.Position current, int limit) {
        LiveMessage.Position upTo = current;
        for (List<Reading.Entry> entries : reading.entries().values()) {
            if (entries.size() >= limit) {
                LiveMessage.Position last = LiveMessage.Position.parse(
                        entries.get(entries.size() - 1).id());
                upTo = last != null && last.compareTo(upTo) < 0 ? last : upTo;
            }
        }
        List<LiveMessage.Event> events = new ArrayList<>();
        for (var stream : reading.entries().entrySet()) {
            for (Reading.Entry entry : stream.getValue()) {
                LiveMessage.Position position = LiveMessage.Position.parse(entry.id());
                if (position != null && position.epoch() == upTo.epoch() && position.n() <= upTo.n()) {
                    events.add(EventJson.read(position, stream.getKey(), entry.json()));
                }
            }
        }
        events.sort(Comparator.comparing(LiveMessage.Event::position));
        return new Page(after, events, upTo);
    }

    /** Whether there is an event for each position, because a missing number is a missing event. */
    boolean isWhole() {
        return events.size() == upTo.n() - after.n();
    }
}

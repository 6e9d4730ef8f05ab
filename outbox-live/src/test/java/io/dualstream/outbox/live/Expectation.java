package io.dualstream.outbox.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one client must hear: between two resets each event that it wants, once, in order. Knows nothing of the hub. */
public final class Expectation {

    private final LiveRequest wish;
    private final List<LiveMessage.Event> truth;
    private final String what;
    private int known = -1;

    /** The truth may grow, in order of position. */
    public Expectation(List<LiveRequest.Selector> wish, List<LiveMessage.Event> truth, String what) {
        this.wish = new LiveRequest(wish, null);
        this.truth = truth;
        this.what = what;
    }

    /** The client reloads, and with it has everything up to the position; null: everything. */
    public void reset(LiveMessage.@Nullable Position position) {
        known = position == null ? truth.size() : after(position);
    }

    /** The client hears of that event. */
    public void event(LiveMessage.Position position) {
        int at = after(position) - 1;
        assertThat(known).as("%s: told to load before %s", what, position).isNotNegative();
        assertThat(at).as("%s: %s heard twice", what, position).isGreaterThanOrEqualTo(known);
        assertThat(truth.get(at).position()).as("%s: exists", what).isEqualTo(position);
        assertThat(wish.wants(truth.get(at)))
                .as("%s: %s is wanted", what, position)
                .isTrue();
        nothingMissed(at, position.toString());
        known = at + 1;
    }

    /** The client has heard everything. */
    public void end() {
        nothingMissed(truth.size(), "the end");
    }

    private void nothingMissed(int at, String before) {
        for (LiveMessage.Event event : truth.subList(known, at)) {
            assertThat(wish.wants(event))
                    .as("%s: %s missed before %s", what, event, before)
                    .isFalse();
        }
    }

    /** How many events of the truth are not after that position. */
    private int after(LiveMessage.Position position) {
        int low = 0;
        int high = truth.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (truth.get(middle).position().compareTo(position) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

package io.dualstream.outbox.live;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live streams at one instant.
 *
 * @param current how far the relay has come: each event up to here is in its stream, unless it was trimmed
 * @param entries by aggregate type, in order
 */
record Reading(@Nullable LivePosition current, Map<String, List<Entry>> entries) {

    /** One entry of a stream. */
    record Entry(LivePosition position, String json) {}
}

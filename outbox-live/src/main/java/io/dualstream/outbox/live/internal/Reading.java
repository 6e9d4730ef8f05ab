package io.dualstream.outbox.live.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the live streams at one instant.
 *
 * @param current the relay's position, as the id of an entry: each event up to here is in its stream, unless it was trimmed
 * @param entries by aggregate type, in order
 */
public record Reading(@Nullable String current, Map<String, List<Entry>> entries) {

    /** One entry of a stream. */
    public record Entry(String id, String json) {}
}

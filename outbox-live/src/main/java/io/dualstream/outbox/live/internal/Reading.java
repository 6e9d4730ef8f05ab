package io.dualstream.outbox.live.internal;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The live streams at one instant.
 *
 * @param current how far the relay has come, as an entry's id: each event up to here is in its stream, unless it was trimmed
 * @param entries by aggregate type, in order
 */
public record Reading(@Nullable String current, Map<String, List<Entry>> entries) {

    /** One entry of a stream. */
    public record Entry(String id, String json) {}
}

package io.dualstream.outbox.relay.internal.reconcile.sighting;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stores sightings in up to {@value #BUCKETS} temporary files by event id, {@value Sighting#BYTES} bytes each, so that memory
 * needs to hold only one file at a time. {@link #close} deletes the files.
 */
public final class Spill implements AutoCloseable {

    public static final int BUCKETS = 256;

    private static final int BUFFER_BYTES = 16 << 10;

    private final Path directory;
    private final Map<Integer, DataOutputStream> files = new HashMap<>();
    private long oldestMicros = Long.MAX_VALUE;

    public Spill() throws IOException {
        directory = Files.createTempDirectory("outbox-reconcile");
    }

    public void add(Sighting sighting) throws IOException {
        int bucket = Math.floorMod(mixed(sighting), BUCKETS);
        DataOutputStream file = files.get(bucket);
        if (file == null) {
            OutputStream opened =
                    Files.newOutputStream(file(bucket), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            file = new DataOutputStream(new BufferedOutputStream(opened, BUFFER_BYTES));
            files.put(bucket, file);
        }
        sighting.write(file);
        oldestMicros = Math.min(oldestMicros, sighting.micros());
    }

    /** Creation time of the oldest event, in microseconds since 1970; {@code Long.MAX_VALUE} if there is none. */
    public long oldestMicros() {
        return oldestMicros;
    }

    /** Mixes the bits of an id, because ids may count up. */
    private static int mixed(Sighting sighting) {
        long bits = sighting.id().getMostSignificantBits()
                ^ sighting.id().getLeastSignificantBits() * 0x9E37_79B9_7F4A_7C15L;
        return Long.hashCode(bits * 0x9E37_79B9_7F4A_7C15L) >>> 8;
    }

    /** Reads the sightings of a bucket. The list is the caller's. */
    public List<Sighting> read(int bucket) throws IOException {
        DataOutputStream file = files.remove(bucket);
        if (file != null) {
            file.close();
        } else if (!Files.exists(file(bucket))) {
            return new ArrayList<>();
        }
        long count = Files.size(file(bucket)) / Sighting.BYTES;
        List<Sighting> sightings = new ArrayList<>((int) count);
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file(bucket)), BUFFER_BYTES))) {
            for (long i = 0; i < count; i++) {
                sightings.add(Sighting.read(in));
            }
        }
        return sightings;
    }

    private Path file(int bucket) {
        return directory.resolve(Integer.toString(bucket));
    }

    @Override
    public void close() throws IOException {
        try {
            for (DataOutputStream file : files.values()) {
                file.close();
            }
        } finally { // a full disk must not stay full
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                Files.deleteIfExists(file(bucket));
            }
            Files.deleteIfExists(directory);
        }
    }
}

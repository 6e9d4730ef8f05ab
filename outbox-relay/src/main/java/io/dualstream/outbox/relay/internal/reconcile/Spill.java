package io.dualstream.outbox.relay.internal.reconcile;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Stores sightings in {@value #BUCKETS} temporary files by event id, {@value Sighting#BYTES} bytes each, so that memory needs
 * to hold only one file at a time. {@link #close} deletes the files.
 */
final class Spill implements AutoCloseable {

    static final int BUCKETS = 256;

    private static final int BUFFER_BYTES = 16 << 10;

    private final Path directory;
    private final List<DataOutputStream> files = new ArrayList<>();

    Spill() throws IOException {
        directory = Files.createTempDirectory("outbox-reconcile");
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            files.add(
                    new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(bucket)), BUFFER_BYTES)));
        }
    }

    void add(Sighting sighting) throws IOException {
        sighting.write(files.get(Math.floorMod(mixed(sighting), BUCKETS)));
    }

    /** Mixes the bits of an id, because ids may count up. */
    private static int mixed(Sighting sighting) {
        long bits = sighting.id().getMostSignificantBits()
                ^ sighting.id().getLeastSignificantBits() * 0x9E37_79B9_7F4A_7C15L;
        return Long.hashCode(bits * 0x9E37_79B9_7F4A_7C15L) >>> 8;
    }

    /** Reads the sightings of a bucket. No sighting may be added after the first call. */
    List<Sighting> read(int bucket) throws IOException {
        files.get(bucket).close();
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
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            files.get(bucket).close();
            Files.deleteIfExists(file(bucket));
        }
        Files.deleteIfExists(directory);
    }
}

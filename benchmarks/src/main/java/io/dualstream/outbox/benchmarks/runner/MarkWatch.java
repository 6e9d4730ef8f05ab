package io.dualstream.outbox.benchmarks.runner;

import io.dualstream.outbox.benchmarks.load.Marks;
import io.dualstream.outbox.benchmarks.measure.Await;
import io.dualstream.outbox.benchmarks.measure.MeasuredProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Waits for the marks of a backlog: in a topic as a {@code read_committed} consumer, or in the output of a process. */
public final class MarkWatch implements Consumer<String> {

    private static final Duration POLL = Duration.ofMillis(100);

    /**
     * The times at which a mark was appended and seen, in milliseconds of the system clock.
     *
     * @param appendedMillis when the broker appended the mark, committed or not
     * @param seenMillis when a consumer received the mark
     */
    public record Sighting(long appendedMillis, long seenMillis) {}

    private final Map<Integer, Sighting> sightings = new ConcurrentHashMap<>();

    /** Takes a line that the measured process printed. */
    @Override
    public void accept(String line) {
        if (line.startsWith(Marks.PRINTED)) {
            long now = System.currentTimeMillis();
            sightings.put(Integer.parseInt(line.substring(Marks.PRINTED.length())), new Sighting(now, now));
        }
    }

    public Sighting of(int mark) {
        Sighting sighting = sightings.get(mark);
        if (sighting == null) {
            throw new IllegalStateException("mark " + mark + " has not been seen");
        }
        return sighting;
    }

    /** Waits until the process has printed {@code mark}; throws if the process fails or takes longer than {@code patience}. */
    public void awaitPrinted(int mark, MeasuredProcess process, Duration patience) {
        await(mark, process, patience, () -> Await.pause(Duration.ofMillis(5)));
    }

    /** Reads the topic of the marks until {@code mark} is there; throws if the process fails or takes longer than {@code patience}. */
    public void awaitRecord(
            int mark, MeasuredProcess process, Duration patience, KafkaConsumer<byte[], byte[]> topicOfMarks) {
        await(mark, process, patience, () -> {
            for (ConsumerRecord<byte[], byte[]> seen : topicOfMarks.poll(POLL)) {
                sightings.put(number(seen.value()), new Sighting(seen.timestamp(), System.currentTimeMillis()));
            }
        });
    }

    private void await(int mark, MeasuredProcess process, Duration patience, Runnable look) {
        long start = System.nanoTime();
        while (!sightings.containsKey(mark)) {
            process.requireHealthy();
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new IllegalStateException("waited " + patience + " in vain for mark " + mark);
            }
            look.run();
        }
    }

    /** Matches the last number of a payload, in whatever form the payload was converted: a schema, if there is one, comes first. */
    private static final Pattern NUMBER = Pattern.compile("(\\d+)\\D*$");

    private static int number(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        Matcher number = NUMBER.matcher(text);
        if (!number.find()) {
            throw new IllegalStateException("no mark: " + text);
        }
        return Integer.parseInt(number.group(1));
    }
}

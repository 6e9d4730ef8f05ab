package io.dualstream.outbox.benchmarks.campaign.evidence;

import io.dualstream.outbox.benchmarks.campaign.evidence.KafkaBatch.Fate;
import io.dualstream.outbox.benchmarks.measure.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;

/**
 * Which Kafka transaction wrote what in the event topics and how it ended, read from the broker's own files: consumers are not
 * told. A producer's epoch grows with each of its transactions.
 */
final class TransactionLog {

    private static final Pattern PARTITION = Pattern.compile("(outbox[.](?:event[.].+|relay[.]state))-(\\d+)");

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final List<KafkaBatch> batches = new ArrayList<>();

    private TransactionLog() {}

    /** Of every event topic and the relay's state, as they are once no transaction is open, or when time is up. */
    static List<KafkaBatch> read(String bootstrapServers, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        List<KafkaBatch> batches = read(bootstrapServers);
        while (batches.stream().anyMatch(batch -> batch.fate() == Fate.OPEN) && System.nanoTime() - deadline < 0) {
            Await.pause(BETWEEN_LOOKS);
            batches = read(bootstrapServers);
        }
        return batches;
    }

    private static List<KafkaBatch> read(String bootstrapServers) {
        TransactionLog log = new TransactionLog();
        try {
            for (String directory : directories(bootstrapServers)) {
                try (Stream<Path> partitions = Files.list(Path.of(directory))) {
                    for (Path partition : partitions.sorted().toList()) {
                        Matcher name = PARTITION.matcher(String.valueOf(partition.getFileName()));
                        if (name.matches()) {
                            log.read(partition, name.group(1), Integer.parseInt(name.group(2)));
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return log.batches;
    }

    private static List<String> directories(String bootstrapServers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<Integer> brokers =
                    admin.describeCluster().nodes().get().stream().map(Node::id).toList();
            return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
                    .flatMap(directories -> directories.keySet().stream())
                    .toList();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not say where its files are", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Kafka for its files", e);
        }
    }

    private void read(Path partition, String topic, int number) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.list(partition)) {
            segments = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
        Map<Long, List<RecordBatch>> open = new HashMap<>();
        for (Path segment : segments) {
            FileRecords records = FileRecords.open(segment.toFile(), false);
            try {
                for (RecordBatch batch : records.batches()) {
                    take(batch, topic, number, open);
                }
            } finally {
                records.closeHandlers(); // close() would cut the file to the length it had
            }
        }
        open.values().forEach(batches -> batches.forEach(batch -> add(topic, number, batch, Fate.OPEN)));
    }

    private void take(RecordBatch batch, String topic, int number, Map<Long, List<RecordBatch>> open) {
        if (batch.isControlBatch()) {
            for (Record marker : batch) {
                ControlRecordType type = ControlRecordType.parse(marker.key());
                List<RecordBatch> ended = open.remove(batch.producerId());
                if (ended != null) {
                    Fate fate = type == ControlRecordType.COMMIT ? Fate.COMMITTED : Fate.ABORTED;
                    ended.forEach(each -> add(topic, number, each, fate));
                }
            }
        } else if (batch.isTransactional()) {
            open.computeIfAbsent(batch.producerId(), producer -> new ArrayList<>())
                    .add(batch);
        } else {
            add(topic, number, batch, Fate.NONE);
        }
    }

    private void add(String topic, int number, RecordBatch batch, Fate fate) {
        String transaction = fate == Fate.NONE ? "" : batch.producerId() + ":" + batch.producerEpoch();
        batches.add(new KafkaBatch(topic, number, batch.baseOffset(), batch.lastOffset(), transaction, fate));
    }
}

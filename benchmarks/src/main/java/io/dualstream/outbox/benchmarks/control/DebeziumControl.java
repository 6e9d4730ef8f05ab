package io.dualstream.outbox.benchmarks.control;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import io.debezium.engine.format.KeyValueHeaderChangeEventFormat;
import java.io.IOException;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.postgresql.ds.PGSimpleDataSource;

/** An embedded Debezium engine with the EventRouter transformation, connected to Kafka as in Debezium Server. */
final class DebeziumControl implements Control {

    private static final Map<String, String> ENGINE = Map.ofEntries(
            Map.entry("name", "control"),
            Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
            Map.entry("topic.prefix", "control"),
            Map.entry("plugin.name", "pgoutput"),
            Map.entry("publication.autocreate.mode", "disabled"),
            Map.entry("snapshot.mode", "no_data"),
            Map.entry("offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore"),
            Map.entry("transforms", "outbox"),
            Map.entry("transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter"),
            Map.entry("transforms.outbox.table.fields.additional.placement", "type:header:eventType"));

    private final DebeziumTuning tuning;

    DebeziumControl(DebeziumTuning tuning) {
        this.tuning = tuning;
    }

    @Override
    public void run(ControlSettings settings) throws IOException {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Producers.merged(settings.bootstrapServers(), tuning.producer()),
                        new StringSerializer(),
                        new StringSerializer());
                DebeziumEngine<ChangeEvent<String, String>> engine = DebeziumEngine.create(
                                KeyValueHeaderChangeEventFormat.of(tuning.format(), tuning.format(), Json.class))
                        .using(properties(settings))
                        .using((success, message, failure) -> {
                            System.err.println("engine stopped: " + message + ", " + failure);
                            Runtime.getRuntime().halt(1);
                        })
                        .notifying(new DebeziumServerSink(producer, settings.topicPrefix()))
                        .build()) {
            engine.run();
        }
    }

    private Properties properties(ControlSettings settings) {
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl(settings.jdbcUrl());
        Properties properties = new Properties();
        properties.putAll(ENGINE);
        properties.setProperty("database.hostname", postgres.getServerNames()[0]);
        properties.setProperty("database.port", Integer.toString(postgres.getPortNumbers()[0]));
        properties.setProperty("database.dbname", String.valueOf(postgres.getDatabaseName()));
        properties.setProperty("database.user", settings.username());
        properties.setProperty("database.password", settings.password());
        properties.setProperty("slot.name", settings.slot());
        properties.setProperty("publication.name", settings.publication());
        properties.setProperty(
                "transforms.outbox.route.topic.replacement", settings.topicPrefix() + "${routedByValue}");
        properties.setProperty(
                "offset.storage.file.filename",
                settings.directory().resolve("offsets.dat").toString());
        properties.putAll(tuning.engine());
        return properties;
    }
}

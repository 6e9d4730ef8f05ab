package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The real servers of the demo, embedded and temporary. PostgreSQL forces every commit to disk, as in production. */
record Servers(TestPostgres postgres, TestKafka kafka, TestRedis redis) implements AutoCloseable {

    /** Makes Redis keep all acknowledged writes in a restart. */
    private static final Map<String, String> DURABLE = Map.of("appendonly", "yes");

    /** Starts the three servers at the same time. If one does not start, closes the others and throws. */
    static Servers start(Story story) {
        var postgres = starting(
                story, "PostgreSQL", () -> TestPostgres.builder().durable(true).start(), TestPostgres::jdbcUrl);
        var kafka = starting(story, "Kafka", TestKafka::start, TestKafka::bootstrapServers);
        var redis = starting(story, "Redis", () -> TestRedis.start(DURABLE), TestRedis::url);
        try {
            return new Servers(postgres.join(), kafka.join(), redis.join());
        } catch (CompletionException e) {
            closeIfStarted(postgres, TestPostgres::close);
            closeIfStarted(kafka, TestKafka::close);
            closeIfStarted(redis, TestRedis::close);
            throw e;
        }
    }

    private static <T> CompletableFuture<T> starting(
            Story story, String name, Supplier<T> start, Function<T, String> address) {
        return CompletableFuture.supplyAsync(
                () -> {
                    long began = System.nanoTime();
                    T server = start.get();
                    String took = Story.seconds(System.nanoTime() - began);
                    story.good(name, String.format("started in %-7s %s", took, address.apply(server)));
                    return server;
                },
                task -> new Thread(task, "demo-start-" + name).start());
    }

    private static <T> void closeIfStarted(CompletableFuture<T> server, Consumer<T> close) {
        server.thenAccept(close).exceptionally(neverStarted -> null).join();
    }

    @Override
    public void close() {
        redis.close();
        kafka.close();
        postgres.close();
    }
}

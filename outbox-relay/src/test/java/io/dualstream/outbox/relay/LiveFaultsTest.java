package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestPostgres;
import io.dualstream.outbox.testkit.TestRedis;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whatever goes away and comes back: each event is in the stream once, in order, or the epoch says that it may not be. */
class LiveFaultsTest {

    private static final Map<String, String> DURABLE_REDIS = Map.of("appendonly", "yes", "appendfsync", "always");

    private static LiveScene scene(TestRedis redis) {
        LiveScene scene = new LiveScene(SharedServers.postgres(), redis);
        scene.settings().liveStreamMaxLength(1_000_000);
        return scene;
    }

    private static void awaitMoreCommits(LiveWriters writers) {
        int seen = writers.commits();
        Awaitility.await().until(() -> writers.commits() > seen + 100);
    }

    @Test
    void relaysThatTakeOverFromEachOtherInMidstreamPushEachEventOnce() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            LiveWriters writers = scene.write(4);
            for (int lease = 1; lease <= 6; lease++) {
                scene.start(lease);
                awaitMoreCommits(writers);
            }
            writers.verify(scene.reader());
            scene.listener.await("LIVE STANDBY", 5);
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void survivesRedisKilledAndRestarted() throws Exception {
        try (LiveScene scene = scene(TestRedis.start(DURABLE_REDIS))) {
            scene.start(1);
            LiveWriters writers = scene.write(4);
            for (int kill = 1; kill <= 3; kill++) {
                scene.listener.await("pushed", scene.listener.lines("pushed").size() + 20);
                scene.redis.kill();
                awaitMoreCommits(writers);
                scene.redis.restart();
            }
            writers.verify(scene.reader());
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void survivesRedisHangingAndCarryingOutLateWhatItWasAsked() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            scene.start(1);
            LiveWriters writers = scene.write(4);
            for (int pause = 1; pause <= 2; pause++) {
                scene.listener.await("pushed", scene.listener.lines("pushed").size() + 20);
                int retries = scene.listener.lines("retrying").size();
                scene.redis.pause();
                scene.listener.await("retrying", retries + 2);
                scene.redis.resume();
            }
            writers.verify(scene.reader());
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void goesOnAfterItRanOutOfHeap() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            scene.start(1);
            LiveWriters writers = scene.write(2);
            awaitMoreCommits(writers);
            scene.listener.throwAtNextPush(new OutOfMemoryError("thrown by a test"));
            scene.listener.await("retrying LIVE 1 thrown by a test", 1);
            awaitMoreCommits(writers);
            writers.verify(scene.reader());
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void survivesPostgresCrashing() throws Exception {
        try (TestPostgres postgres = TestPostgres.builder().durable(true).start();
                LiveScene scene = new LiveScene(postgres, TestRedis.start())) {
            scene.settings().liveStreamMaxLength(1_000_000);
            scene.start(1);
            LiveWriters writers = scene.write(4);
            for (int crash = 1; crash <= 3; crash++) {
                awaitMoreCommits(writers);
                postgres.stopImmediately();
                postgres.restart();
            }
            awaitMoreCommits(writers);
            writers.verify(scene.reader());
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void fillsARedisThatLostEverythingAgainUnderANewEpoch() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            LivePath path = scene.start(1);
            LiveWriters writers = scene.write(2);
            awaitMoreCommits(writers);
            long epoch = path.status().epoch();
            scene.redis.flushAll();
            scene.listener.await("epoch", 2);
            awaitMoreCommits(writers);
            scene.redis.kill();
            scene.redis.restart();
            scene.listener.await("epoch", 3);
            writers.verify(scene.reader());
            assertThat(path.status().epoch()).isGreaterThan(epoch);
        }
    }

    @Test
    void writesNothingByHalvesWhileRedisHasNoMemoryAndGoesOnWhenItHas() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            LivePath path = scene.start(1);
            LiveWriters writers = scene.write(2);
            scene.listener.await("pushed", 20);
            var redis = scene.redis().sync();
            redis.configSet("maxmemory", "1mb");
            scene.listener.await("retrying LIVE 3", 1);
            assertThat(path.status().waitingFor()).contains("OOM");
            int entries = scene.reader().all().size();
            assertThat(scene.cursor().get("position")).endsWith("-" + entries);

            redis.configSet("maxmemory", "0");
            writers.verify(scene.reader());
            assertThat(scene.listener.lines("epoch")).hasSize(1);
        }
    }

    @Test
    void aRelayWithAnOlderLeaseIsFencedAndStops() throws Exception {
        try (LiveScene scene = scene(TestRedis.start())) {
            LiveWriters writers = scene.write(2);
            LivePath older = scene.start(1);
            scene.listener.await("pushed", 20);
            scene.start(2);
            scene.listener.await("LIVE STANDBY", 1);
            assertThat(older.fenced()).isTrue();
            assertThat(older.status().waitingFor()).contains("lease epoch 2, this relay has 1");
            scene.start(1);
            scene.listener.await("LIVE STANDBY", 2);
            writers.verify(scene.reader());
        }
    }

    @Test
    void beginsANewEpochWhenRedisComesBackOlderThanItWas() throws Exception {
        try (LiveScene scene = scene(TestRedis.start(Map.of("dbfilename", "dump.rdb")))) {
            scene.start(1);
            LiveWriters writers = scene.write(2);
            scene.listener.await("pushed", 1);
            scene.redis().sync().save();
            awaitMoreCommits(writers);
            scene.redis.kill();
            scene.redis.restart();
            scene.listener.await("epoch", 2);
            assertThat(scene.listener.lines("epoch").get(1)).contains("Redis went back from position");
            writers.verify(scene.reader());
        }
    }

    @Test
    void losesNothingWhenACrashedPostgresForgetsACommitAndHandsItsNumbersOutAgain() throws Exception {
        try (TestPostgres postgres = TestPostgres.builder().durable(true).start();
                LiveScene scene = new LiveScene(postgres, TestRedis.start())) {
            scene.sql("alter system set synchronous_commit = off");
            scene.sql("alter system set wal_writer_delay = '10s'");
            scene.sql("select pg_reload_conf()");
            scene.start(1);
            scene.sql("checkpoint");
            scene.commit("forgotten", 1);
            scene.await(1);
            postgres.stopImmediately();
            postgres.restart();
            scene.commitAnew("after", 1);
            assertThat(scene.awaitSubjects(2)).containsExactly("forgotten", "after");
            assertThat(scene.listener.lines("epoch").get(1)).contains("pushed last, is no longer in the table");
        }
    }
}

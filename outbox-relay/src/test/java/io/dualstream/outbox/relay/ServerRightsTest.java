package io.dualstream.outbox.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dualstream.outbox.relay.internal.live.LivePath;
import io.dualstream.outbox.relay.status.DeadLetters;
import io.dualstream.outbox.relay.status.RelayStatus;
import io.dualstream.outbox.testkit.SharedServers;
import io.dualstream.outbox.testkit.TestDatabase;
import io.dualstream.outbox.testkit.TestKafka;
import io.dualstream.outbox.testkit.TestRedis;
import io.dualstream.outbox.testkit.junit.OutboxServers;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** A relay that waits because a server refuses it says which right it lacks and what grants it: the tests do that. */
@OutboxServers
class ServerRightsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TestDatabase database;

    ServerRightsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aTransactionalIdThatBelongsToOthers() throws Exception {
        try (TestKafka kafka = TestKafka.start(DeadLetterRightsTest.WITH_RIGHTS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            DeadLetterScene scene = new DeadLetterScene(database, kafka);
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TRANSACTIONAL_ID, "dead", PatternType.PREFIXED),
                            new AccessControlEntry("User:another", "*", AclOperation.ALL, AclPermissionType.ALLOW))))
                    .all()
                    .get();
            try (Relay relay = Relay.builder(
                            scene.settings(DeadLetters.Policy.SKIP).build())
                    .build()) {
                relay.start();
                String why = awaitWaiting(relay, "kafka-acls.sh");
                assertThat(why)
                        .startsWith("Kafka at " + kafka.bootstrapServers() + ": ")
                        .contains("; the relay may not use transactional id 'dead");
                grant(admin, why);
                awaitRunning(relay);
            }
        }
    }

    @Test
    void aTopicThatMayNotBeRead() throws Exception {
        try (TestKafka kafka = TestKafka.start(DeadLetterRightsTest.WITH_RIGHTS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            DeadLetterScene scene = new DeadLetterScene(database, kafka);
            scene.createTopic("secret", 1 << 20);
            String secret = scene.prefix + "secret";
            admin.createAcls(List.of(new AclBinding(
                            new ResourcePattern(ResourceType.TOPIC, secret, PatternType.LITERAL),
                            new AccessControlEntry(
                                    "User:ANONYMOUS", "*", AclOperation.WRITE, AclPermissionType.ALLOW))))
                    .all()
                    .get();
            try (Relay relay = Relay.builder(
                            scene.settings(DeadLetters.Policy.SKIP).build())
                    .build()) {
                relay.start();
                String why = awaitWaiting(relay, "kafka-acls.sh");
                assertThat(why)
                        .startsWith("Kafka at " + kafka.bootstrapServers() + ": ")
                        .endsWith("; the relay lacks Read on topic '" + secret
                                + "'; run: kafka-acls.sh --bootstrap-server "
                                + kafka.bootstrapServers()
                                + " --add --allow-principal User:ANONYMOUS --operation Read --topic "
                                + secret);
                grant(admin, why);
                awaitRunning(relay);
            }
        }
    }

    @Test
    void aRedisUserThatMayNotRunScripts() throws Exception {
        try (LiveScene scene = new LiveScene(SharedServers.postgres(), TestRedis.start())) {
            acl(scene, List.of("SETUSER", "limited", "on", ">sesame", "~*", "&*", "+@connection"));
            scene.settings().redis("redis://limited:wrong@127.0.0.1:" + scene.redis.port());
            assertThat(awaitWaiting(scene.start(1)))
                    .startsWith("Redis at 127.0.0.1:" + scene.redis.port() + ": ")
                    .contains(
                            "WRONGPASS",
                            "; user and password come from outbox.relay.redis.url (OUTBOX_RELAY_REDIS_URL)");

            scene.settings().redis("redis://limited:sesame@127.0.0.1:" + scene.redis.port());
            LivePath path = scene.start(2);
            String why = awaitWaiting(path);
            assertThat(why)
                    .contains("NOPERM", "; run: redis-cli ACL SETUSER limited ")
                    .doesNotContain("sesame");
            acl(scene, words(why.replaceFirst(".*; run: redis-cli ACL ", "")));
            await().atMost(LIMIT).until(() -> path.status().state() == RelayStatus.State.RUNNING);
            scene.commit("A-1", 1);
            await().atMost(LIMIT).until(() -> scene.reader().all().size() == 1);
        }
    }

    private static void acl(LiveScene scene, List<String> words) {
        CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
        words.forEach(arguments::add);
        scene.redis().sync().dispatch(CommandType.ACL, new StatusOutput<>(StringCodec.UTF8), arguments);
    }

    private static String awaitWaiting(Relay relay, String part) {
        await().atMost(LIMIT)
                .until(() ->
                        String.valueOf(relay.status().durable().waitingFor()).contains(part));
        return String.valueOf(relay.status().durable().waitingFor());
    }

    private static String awaitWaiting(LivePath path) {
        await().atMost(LIMIT).until(() -> path.status().state() == RelayStatus.State.WAITING);
        return String.valueOf(path.status().waitingFor());
    }

    private static void awaitRunning(Relay relay) {
        await().atMost(LIMIT).until(() -> relay.status().durable().state() == RelayStatus.State.RUNNING);
    }

    /** Does what the command at the end of the sentence does. */
    private static void grant(Admin admin, String sentence) throws Exception {
        List<String> words = words(sentence.replaceFirst(".*; run: kafka-acls.sh ", ""));
        ResourceType type = words.contains("--topic") ? ResourceType.TOPIC : ResourceType.TRANSACTIONAL_ID;
        String name = words.get(words.indexOf(type == ResourceType.TOPIC ? "--topic" : "--transactional-id") + 1);
        PatternType pattern = words.contains("prefixed") ? PatternType.PREFIXED : PatternType.LITERAL;
        String principal = words.get(words.indexOf("--allow-principal") + 1);
        List<AclBinding> granted = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).equals("--operation")) {
                AclOperation operation = AclOperation.fromString(words.get(i + 1));
                granted.add(new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW)));
            }
        }
        assertThat(granted).isNotEmpty();
        admin.createAcls(granted).all().get();
    }

    /** The words of a command, as a shell takes them apart. */
    private static List<String> words(String command) {
        Matcher word = Pattern.compile("'([^']*)'|(\\S+)").matcher(command);
        List<String> words = new ArrayList<>();
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2));
        }
        return words;
    }
}

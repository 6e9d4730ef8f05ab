package io.dualstream.outbox.relay.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.relay.config.RelaySettings;
import io.dualstream.outbox.relay.internal.kafka.client.KafkaUnavailableException;
import io.dualstream.outbox.relay.internal.redis.LiveRedisException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

/** One sentence: the server, the cause, the remedy. ServerRightsTest has real servers refuse. */
class WaitingReasonTest {

    private static final String OR_OF_SPRING_KAFKA = ", or, inside an application, from spring.kafka";
    private static final String ACLS = "kafka-acls.sh --bootstrap-server kafka:9092 --add --allow-principal ";

    private static String reason(Map<String, String> kafka, Throwable failure) {
        RelaySettings settings = RelaySettings.builder()
                .postgres("jdbc:postgresql://db/shop?password=sesame", "relay", "sesame")
                .kafka("kafka:9092")
                .kafkaProperties(kafka)
                .redis("redis://live:ses%40me@cache:6379/0")
                .build();
        String reason = new WaitingReason(settings).of(failure);
        assertThat(reason).doesNotContain("sesame", "ses%40me");
        return reason;
    }

    private static String kafka(Map<String, String> properties, Throwable cause) {
        return reason(properties, new KafkaUnavailableException(String.valueOf(cause.getMessage()), cause));
    }

    @Test
    void kafkaThatDoesNotAnswer() {
        assertThat(kafka(
                        Map.of(),
                        new TimeoutException("Timed out waiting for a node assignment. Call: describeTopics")))
                .isEqualTo(
                        "Kafka at kafka:9092: Timed out waiting for a node assignment. Call: describeTopics; the address comes from"
                                + " outbox.relay.kafka.bootstrap-servers (OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS), the protocol from"
                                + " outbox.relay.kafka.properties.security.protocol (OUTBOX_RELAY_KAFKA_PROPERTIES_SECURITY_PROTOCOL)"
                                + OR_OF_SPRING_KAFKA);
        assertThat(kafka(Map.of(), new TimeoutException("Expiring 1 record(s)")))
                .isEqualTo("Kafka at kafka:9092: Expiring 1 record(s)");
    }

    @Test
    void kafkaThatRefusesTheLogin() {
        assertThat(kafka(Map.of(), new SaslAuthenticationException("Authentication failed.")))
                .isEqualTo("Kafka at kafka:9092: Authentication failed; the login comes from"
                        + " outbox.relay.kafka.properties.sasl.jaas.config (OUTBOX_RELAY_KAFKA_PROPERTIES_SASL_JAAS_CONFIG)"
                        + OR_OF_SPRING_KAFKA);
        assertThat(kafka(Map.of(), new SslAuthenticationException("SSL handshake failed")))
                .isEqualTo("Kafka at kafka:9092: SSL handshake failed; certificates come from"
                        + " outbox.relay.kafka.properties.ssl.* (OUTBOX_RELAY_KAFKA_PROPERTIES_SSL_*)"
                        + OR_OF_SPRING_KAFKA);
    }

    @Test
    void kafkaThatRefusesARightNamesTheCommand() {
        assertThat(kafka(Map.of(), new TransactionalIdAuthorizationException("Transactional Id authorization failed.")))
                .isEqualTo(
                        "Kafka at kafka:9092: Transactional Id authorization failed; the relay may not use transactional id"
                                + " 'outbox-outbox_relay'; run: " + ACLS
                                + "User:ANONYMOUS --operation Write --operation Describe"
                                + " --transactional-id outbox-outbox_relay --resource-pattern-type prefixed");
        assertThat(kafka(Map.of(), new TopicAuthorizationException(Set.of("outbox.event.secret"))))
                .endsWith("; the relay lacks Read on topic 'outbox.event.secret'; run: " + ACLS
                        + "User:ANONYMOUS --operation Read --topic outbox.event.secret");
    }

    @Test
    void theCommandNamesThePrincipalIfTheSettingsDo() {
        Map<String, String> scram = Map.of(
                "security.protocol",
                "SASL_SSL",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"shop relay\" password=\"sesame\";");

        assertThat(kafka(scram, new TopicAuthorizationException(Set.of("a"))))
                .endsWith(ACLS + "'User:shop relay' --operation Read --topic a");
        assertThat(kafka(Map.of("security.protocol", "SSL"), new TopicAuthorizationException(Set.of("a"))))
                .endsWith(ACLS + "'User:<principal of the relay>' --operation Read --topic a");
    }

    @Test
    void aSentenceThatEndsInWhatToRunStaysAsItIs() {
        String whole = "This relay may not write to topic 'a'; run: x";
        assertThat(reason(Map.of(), new KafkaUnavailableException(whole, new TopicAuthorizationException(Set.of("a")))))
                .isEqualTo("Kafka at kafka:9092: " + whole);
    }

    @Test
    void redis() {
        String url =
                "outbox.relay.redis.url (OUTBOX_RELAY_REDIS_URL), or, inside an application, from spring.data.redis";
        assertThat(redis(new RedisConnectionException("Unable to connect to cache:6379")))
                .isEqualTo("Redis at cache:6379: Unable to connect to cache:6379; the address comes from " + url);
        assertThat(redis(new RedisCommandExecutionException(
                        "WRONGPASS invalid username-password pair or user is disabled.")))
                .isEqualTo(
                        "Redis at cache:6379: WRONGPASS invalid username-password pair or user is disabled; user and password"
                                + " come from " + url);
        assertThat(redis(new RedisCommandExecutionException(
                        "NOPERM this user has no permissions to run the 'evalsha' command")))
                .endsWith("; run: redis-cli ACL SETUSER live +eval +evalsha +hget +hmget +hset +xinfo +xadd +publish");
        assertThat(redis(new RedisCommandExecutionException(
                        "NOPERM this user has no permissions to access one of the keys used as arguments")))
                .endsWith("; run: redis-cli ACL SETUSER live '~outbox:cursor:outbox' '~outbox:stream:*'");
        assertThat(redis(new RedisCommandExecutionException(
                        "NOPERM this user has no permissions to access one of the channels used as arguments")))
                .endsWith("; run: redis-cli ACL SETUSER live '&events:*'");
        assertThat(redis(new RedisCommandExecutionException("OOM command not allowed")))
                .isEqualTo("Redis at cache:6379: OOM command not allowed");
    }

    private static String redis(RuntimeException cause) {
        return reason(Map.of(), new LiveRedisException(String.valueOf(cause.getMessage()), cause));
    }

    @Test
    void postgresIsNamedWithoutTheOptionsOfItsUrl() {
        assertThat(reason(Map.of(), new SQLException("the connection is closed", "08006")))
                .isEqualTo("PostgreSQL at jdbc:postgresql://db/shop: the connection is closed");
    }

    @Test
    void whatConcernsNoServerIsSaidAsItIs() {
        assertThat(reason(Map.of(), new IllegalStateException("thrown by a test")))
                .isEqualTo("thrown by a test");
    }
}

package io.dualstream.outbox.spring.internal;

import io.dualstream.outbox.relay.app.RelayProperties;
import io.dualstream.outbox.relay.config.RelaySettingsBuilder;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/** The host's brokers, with the settings for a login there: {@code spring.kafka.properties}, security and SSL. */
public record HostKafka(
        KafkaConnectionDetails host, @Nullable KafkaProperties properties) implements HostDefaults {

    @Override
    public void fillIn(RelayProperties given, RelaySettingsBuilder settings) {
        if (given.given("kafka.bootstrap-servers") != null) {
            return;
        }
        settings.kafka(String.join(",", host.getBootstrapServers()));
        Map<String, String> login = new HashMap<>();
        if (properties != null) {
            login.putAll(properties.getProperties());
            properties.getSsl().buildProperties().forEach((name, value) -> login.put(name, value.toString()));
        }
        if (host.getSecurityProtocol() != null) {
            login.put("security.protocol", host.getSecurityProtocol());
        }
        settings.kafkaProperties(login);
        settings.set("kafka.properties", given.given("kafka.properties")); // takes precedence
    }
}

package io.dualstream.outbox.relay.internal.kafka.topics;

import io.dualstream.outbox.relay.internal.kafka.client.KafkaClients;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Settings of topics. Of a topic whose settings the relay may not read, or that does not exist, none is known. */
record TopicConfigs(Map<String, Config> byTopic) {

    /** Asks for the settings of all these topics in one request. */
    static TopicConfigs of(Admin admin, Collection<String> topics) throws InterruptedException {
        Map<String, Config> found = new HashMap<>();
        if (topics.isEmpty()) {
            return new TopicConfigs(found);
        }
        for (Map.Entry<ConfigResource, KafkaFuture<Config>> topic : admin.describeConfigs(topics.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .collect(Collectors.toSet()))
                .values()
                .entrySet()) {
            String name = topic.getKey().name();
            try {
                found.put(name, KafkaClients.get("Looking up the settings of topic '" + name + "'", topic.getValue()));
            } catch (ExecutionException e) {
                // most likely a missing right
            }
        }
        return new TopicConfigs(found);
    }

    @Nullable
    String value(String topic, String setting) {
        Config config = byTopic.get(topic);
        ConfigEntry entry = config == null ? null : config.get(setting);
        return entry == null ? null : entry.value();
    }

    long number(String topic, String setting, long otherwise) {
        String value = value(topic, setting);
        return value == null ? otherwise : Long.parseLong(value);
    }
}

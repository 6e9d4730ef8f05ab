package io.dualstream.outbox.relay.internal.kafka.client;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;

/**
 * The command {@code kafka-acls.sh} that grants this relay a right that a broker refused.
 *
 * @param user the name by which the broker knows the relay
 */
public record AclCommand(String bootstrapServers, String user) {

    private static final Pattern USERNAME =
            Pattern.compile("\\busername\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s;]+))");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:@%+=,/-]+");

    public AclCommand(KafkaSettings settings) {
        this(settings.bootstrapServers(), user(settings.properties()));
    }

    public String topics(Collection<String> names, AclOperation... operations) {
        return command(
                names.stream().sorted().map(name -> " --topic " + quoted(name)).collect(Collectors.joining()),
                operations);
    }

    public String topicsWith(String prefix, AclOperation... operations) {
        return command(" --topic " + quoted(prefix) + " --resource-pattern-type prefixed", operations);
    }

    String transactionalIdsWith(String prefix, AclOperation... operations) {
        return command(" --transactional-id " + quoted(prefix) + " --resource-pattern-type prefixed", operations);
    }

    String cluster(AclOperation... operations) {
        return command(" --cluster", operations);
    }

    private String command(String resource, AclOperation... operations) {
        return "kafka-acls.sh --bootstrap-server " + bootstrapServers + " --add --allow-principal "
                + quoted("User:" + user)
                + Arrays.stream(operations)
                        .map(operation -> " --operation " + named(operation))
                        .collect(Collectors.joining())
                + resource;
    }

    /** Such as {@code DescribeConfigs}. */
    private static String named(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** The name that the settings tell; a certificate or a token has its own. */
    private static String user(Map<String, String> properties) {
        String protocol = properties.getOrDefault("security.protocol", "PLAINTEXT");
        if (protocol.equalsIgnoreCase("PLAINTEXT")) {
            return "ANONYMOUS";
        }
        Matcher login = USERNAME.matcher(properties.getOrDefault("sasl.jaas.config", ""));
        if (!protocol.toUpperCase(Locale.ROOT).startsWith("SASL") || !login.find()) {
            return "<principal of the relay>";
        }
        String name = login.group(1) != null ? login.group(1) : login.group(2);
        return name != null ? name : login.group(3);
    }

    private static String quoted(String argument) {
        return PLAIN.matcher(argument).matches() ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}

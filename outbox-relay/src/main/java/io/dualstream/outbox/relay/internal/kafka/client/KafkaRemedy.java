package io.dualstream.outbox.relay.internal.kafka.client;

import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** What to change so that Kafka does what it refused, as the end of a sentence. Pure. */
public final class KafkaRemedy {

    private static final String ADDRESS = WrittenSetting.named("kafka.bootstrap-servers");
    private static final String PROTOCOL = WrittenSetting.named("kafka.properties.security.protocol");
    private static final String LOGIN = WrittenSetting.named("kafka.properties.sasl.jaas.config");
    private static final String CERTIFICATES = WrittenSetting.named("kafka.properties.ssl.*");
    private static final String OF_APPLICATION = ", or, inside an application, from spring.kafka";

    private KafkaRemedy() {}

    /** Empty where nothing is known that would help. */
    public static String of(KafkaSettings settings, Throwable failure) {
        AclCommand acl = new AclCommand(settings);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof TransactionalIdAuthorizationException) {
                return "; the relay may not use transactional id '" + settings.transactionalId() + "'; run: "
                        + acl.transactionalIdsWith(settings.clientId(), AclOperation.WRITE, AclOperation.DESCRIBE);
            }
            if (cause instanceof TopicAuthorizationException refused) {
                return topics(acl, settings, refused.unauthorizedTopics());
            }
            if (cause instanceof ClusterAuthorizationException) {
                return "; the relay lacks IdempotentWrite on the cluster; run: "
                        + acl.cluster(AclOperation.IDEMPOTENT_WRITE);
            }
            if (cause instanceof SslAuthenticationException) {
                return "; certificates come from " + CERTIFICATES + OF_APPLICATION;
            }
            if (cause instanceof AuthenticationException) {
                return "; the login comes from " + LOGIN + OF_APPLICATION;
            }
        }
        return isUnanswered(failure)
                ? "; the address comes from " + ADDRESS + ", the protocol from " + PROTOCOL + OF_APPLICATION
                : "";
    }

    /** A topic that the relay may not write takes no events, and nothing waits for it; without the state topic, everything waits. */
    private static String topics(AclCommand acl, KafkaSettings settings, Set<String> topics) {
        if (topics.isEmpty()) {
            return "; the relay lacks Read on a topic; run: "
                    + acl.topicsWith(settings.topics().prefix(), AclOperation.READ);
        }
        String names = " on topic '" + String.join("', '", new TreeSet<>(topics)) + "'; run: ";
        return topics.contains(settings.topics().state())
                ? "; the relay lacks Read or Write" + names + acl.topics(topics, AclOperation.READ, AclOperation.WRITE)
                : "; the relay lacks Read" + names + acl.topics(topics, AclOperation.READ);
    }

    /** Whether no broker answered at all; a slow Kafka answers. */
    private static boolean isUnanswered(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (said.contains("node assignment")
                    || said.contains("got no answer")
                    || said.contains("bootstrap.servers")) {
                return true;
            }
        }
        return false;
    }
}

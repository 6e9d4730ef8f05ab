package io.dualstream.outbox.relay.internal.kafka.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SendErrorClassifierTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new RecordTooLargeException("x"), SendErrorClassifier.RECORD),
                Arguments.of(new InvalidRecordException("x"), SendErrorClassifier.RECORD),
                Arguments.of(new InvalidTopicException("x"), SendErrorClassifier.TOPIC),
                Arguments.of(new TopicAuthorizationException(Set.of("x")), SendErrorClassifier.TOPIC),
                Arguments.of(new PolicyViolationException("x"), SendErrorClassifier.TOPIC),
                Arguments.of(new TimeoutException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new DisconnectException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new NotEnoughReplicasException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new CorruptRecordException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new UnknownTopicOrPartitionException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new SaslAuthenticationException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new ClusterAuthorizationException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new TransactionalIdAuthorizationException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new IllegalStateException("x"), SendErrorClassifier.TRANSIENT),
                Arguments.of(new UnknownServerException("x"), SendErrorClassifier.UNCERTAIN),
                Arguments.of(new InvalidReplicationFactorException("x"), SendErrorClassifier.UNCERTAIN));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsWhatAnEventIsToBlameFor(Exception error, SendErrorClassifier expected) {
        assertThat(SendErrorClassifier.on(error)).isEqualTo(expected);
        assertThat(SendErrorClassifier.on(new KafkaException("in an error state", error)))
                .isEqualTo(expected);
    }
}

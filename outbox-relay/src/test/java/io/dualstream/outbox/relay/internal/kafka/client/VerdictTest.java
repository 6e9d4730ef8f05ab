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

class VerdictTest {

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new RecordTooLargeException("x"), Verdict.RECORD),
                Arguments.of(new InvalidRecordException("x"), Verdict.RECORD),
                Arguments.of(new InvalidTopicException("x"), Verdict.TOPIC),
                Arguments.of(new TopicAuthorizationException(Set.of("x")), Verdict.TOPIC),
                Arguments.of(new PolicyViolationException("x"), Verdict.TOPIC),
                Arguments.of(new TimeoutException("x"), Verdict.TRANSIENT),
                Arguments.of(new DisconnectException("x"), Verdict.TRANSIENT),
                Arguments.of(new NotEnoughReplicasException("x"), Verdict.TRANSIENT),
                Arguments.of(new CorruptRecordException("x"), Verdict.TRANSIENT),
                Arguments.of(new UnknownTopicOrPartitionException("x"), Verdict.TRANSIENT),
                Arguments.of(new SaslAuthenticationException("x"), Verdict.TRANSIENT),
                Arguments.of(new ClusterAuthorizationException("x"), Verdict.TRANSIENT),
                Arguments.of(new TransactionalIdAuthorizationException("x"), Verdict.TRANSIENT),
                Arguments.of(new IllegalStateException("x"), Verdict.TRANSIENT),
                Arguments.of(new UnknownServerException("x"), Verdict.UNCERTAIN),
                Arguments.of(new InvalidReplicationFactorException("x"), Verdict.UNCERTAIN));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void tellsWhatAnEventIsToBlameFor(Exception error, Verdict expected) {
        assertThat(Verdict.on(error)).isEqualTo(expected);
        assertThat(Verdict.on(new KafkaException("in an error state", error))).isEqualTo(expected);
    }
}

package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"reconsile", "frob", "-h", ""})
    void whatIsNoCommandStartsNoRelay(String argument) {
        assertThat(Arguments.fault(List.of("--outbox.relay.name=a", argument)))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith(argument + " is no command"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--frob", "--outbox.realy.name=a", "--name=a", "--from=2020-01-01T00:00:00Z"})
    void whatIsNoSettingIsSaid(String argument) {
        assertThat(Arguments.fault(List.of(argument)))
                .hasValueSatisfying(fault ->
                        assertThat(fault).startsWith(argument.split("=", 2)[0] + " is no argument of the relay"));
    }

    /** A missing dash or a slip in the name of a setting must not bring its value into a log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "outbox.relay.postgres.password=s3cret",
                "--outbox.realy.postgres.password=s3cret",
                "PGPASS=s3cret"
            })
    void noValueIsRepeated(String argument) {
        assertThat(Arguments.fault(List.of(argument)))
                .hasValueSatisfying(fault -> assertThat(fault).doesNotContain("s3cret"));
    }

    @Test
    void aCommandBehindASettingIsToldItsPlace() {
        assertThat(Arguments.fault(List.of("--outbox.relay.name=a", "reconcile")))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("the command reconcile comes first"));
    }

    @Test
    void settingsOfTheRelayAndOfSpringBootAreTaken() {
        assertThat(Arguments.fault(List.of(
                        "--outbox.relay.retention=0",
                        "--spring.config.location=x.yml",
                        "--logging.level.root=info",
                        "--debug")))
                .isEmpty();
        assertThat(Arguments.fault(List.of())).isEmpty();
    }
}

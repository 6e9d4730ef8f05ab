package io.dualstream.outbox.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A slice of the campaign on the real process, with other random choices each time; the seed is in the failure's message. */
class CampaignIT {

    @Test
    void everythingArrivesOnceAndInOrderWhateverIsKilled() {
        assertThat(campaign("--minutes=" + Integer.getInteger("minutes", 3))).isZero();
    }

    @Test
    void nothingIsLostWithoutKafkaTransactions() {
        assertThat(campaign("--at-least-once", "--faults=3", "--faults-of=relay-killed,kafka-restarted"))
                .isZero();
    }

    /** A campaign that cannot fail proves nothing; {@code --controls} tries six such mistakes. */
    @Test
    void aRelayThatForgetsWhatItPublishedIsFoundOut() {
        assertThat(campaign("--control=dedupe-off", "--faults=3")).isEqualTo(1);
    }

    private int campaign(String... arguments) {
        StringWriter printed = new StringWriter();
        int exit = new CommandLine(new CampaignCommand())
                .setOut(new PrintWriter(printed))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(Stream.concat(
                                Stream.of(
                                        "--relay-jar=../outbox-relay/target/outbox-relay.jar",
                                        "--keep=target/campaign",
                                        "--pause-millis=100"),
                                Arrays.stream(arguments))
                        .toArray(String[]::new));
        System.out.println(printed);
        return exit;
    }
}

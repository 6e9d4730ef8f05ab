package io.dualstream.outbox.benchmarks.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A slice of the campaign on the real process, with other random choices each time; the seed is in the failure's message. */
class CampaignIT {

    private static final Path RELAY = Path.of("../outbox-relay/target/outbox-relay.jar");

    @Test
    void everythingArrivesOnceAndInOrderWhateverIsKilled() {
        assertThat(campaign("--minutes=" + Integer.getInteger("minutes", 2))).isZero();
    }

    /** A campaign that cannot fail proves nothing: its duplicates must be found; {@code --controls} tries the other mistakes. */
    @Test
    void aRelayThatForgetsWhatItPublishedIsFoundOut() {
        assertThat(campaign("--control=dedupe-off", "--minutes=3")).isZero();
    }

    @Test
    void everyMistakeCanStillBeMade(@TempDir Path directory) throws Exception {
        RelayProgram program = RelayProgram.unpack(RELAY, directory);
        for (Control control : Control.values()) {
            RelayProgram mistaken = control.mistaken(program, Files.createDirectory(directory.resolve("" + control)));
            assertThat(mistaken.jar()).as("the relay behind %s", control).isEqualTo(program.jar());
        }
    }

    private int campaign(String... arguments) {
        StringWriter printed = new StringWriter();
        int exit = new CommandLine(new CampaignCommand())
                .setOut(new PrintWriter(printed))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(Stream.concat(
                                Stream.of("--relay-jar=" + RELAY, "--keep=target/campaign", "--pause-millis=100"),
                                Arrays.stream(arguments))
                        .toArray(String[]::new));
        System.out.println(printed);
        return exit;
    }
}

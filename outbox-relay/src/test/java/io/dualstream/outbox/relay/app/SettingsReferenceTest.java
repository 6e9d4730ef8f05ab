package io.dualstream.outbox.relay.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * What is written about the settings derives from their declarations, word for word. With {@code -Doutbox.docs.write=true} it
 * is written anew.
 */
class SettingsReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference.md");
    private static final Path METADATA =
            Path.of("src", "main", "resources", "META-INF", "spring-configuration-metadata.json");
    private static final String REMEDY = "./test SettingsReferenceTest -Doutbox.docs.write=true writes it anew";

    @Test
    void theReferenceHasARowForEachSetting() throws IOException {
        String page = Files.readString(REFERENCE);
        int start = page.indexOf(SettingDocuments.TABLE);
        assertThat(start).as("start of the table in %s", REFERENCE).isNotNegative();
        int end = page.indexOf("\n\n", start) + 1;

        String table = SettingDocuments.table(RelayProperties.CATALOGUE);
        holds(REFERENCE, page, page.substring(0, start) + table + page.substring(end));
    }

    @Test
    void anIdeShowsEachSetting() throws IOException {
        String now = Files.exists(METADATA) ? Files.readString(METADATA) : "";
        holds(METADATA, now, SettingDocuments.metadata(RelayProperties.CATALOGUE));
    }

    private static void holds(Path file, String now, String declared) throws IOException {
        if (Boolean.getBoolean("outbox.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, declared);
        } else {
            assertThat(now).as("%s: %s", file, REMEDY).isEqualTo(declared);
        }
    }
}

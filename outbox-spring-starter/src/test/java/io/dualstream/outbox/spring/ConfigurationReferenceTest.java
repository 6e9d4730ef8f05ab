package io.dualstream.outbox.spring;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The tables of docs/reference.md, held to the metadata that IDEs show: no setting is missing, no default is another. */
class ConfigurationReferenceTest {

    private static final Path REFERENCE = Path.of("..", "docs", "reference.md");
    private static final Pattern OF_STARTER = Pattern.compile("^\\| `(outbox\\.[^`]+)` \\|([^|]*)\\|.*");
    private static final Pattern OF_RELAY = Pattern.compile("^\\| `([a-z][^`]*)` \\|(?: `[A-Z_*]+`)? +\\|([^|]*)\\|.*");

    @Test
    void namesEverySettingWithItsDefault() throws IOException {
        Map<String, JsonNode> settings = settings();
        assumeThat(settings)
                .as("metadata, which a build with -Dquick does not make")
                .containsKeys("outbox.schema", "outbox.relay.name");
        Map<String, String> rows = rows();

        SoftAssertions softly = new SoftAssertions();
        settings.forEach((name, setting) -> {
            softly.assertThat(rows).as("rows of docs/reference.md").containsKey(name);
            String defaultValue = text(setting.path("defaultValue"));
            if (!defaultValue.isEmpty()) {
                softly.assertThat(rows.getOrDefault(name, ""))
                        .as("default of %s in docs/reference.md", name)
                        .contains("`" + defaultValue + "`");
            }
            softly.assertThat(text(setting.path("description")))
                    .as("description of %s", name)
                    .isNotEmpty();
        });
        softly.assertAll();
    }

    /** Name without what stands for any name, such as {@code .*}, and the cell of the default. */
    private static Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(REFERENCE)) {
            add(rows, OF_STARTER.matcher(line), "");
            add(rows, OF_RELAY.matcher(line), "outbox.relay.");
        }
        return rows;
    }

    private static void add(Map<String, String> rows, Matcher row, String prefix) {
        if (row.matches()) {
            rows.put(prefix + row.group(1).replaceFirst("(\\.<name>)?\\.\\*$", ""), row.group(2));
        }
    }

    private static Map<String, JsonNode> settings() throws IOException {
        Map<String, JsonNode> settings = new TreeMap<>();
        JsonMapper json = JsonMapper.builder().build();
        for (URL url : Collections.list(ConfigurationReferenceTest.class
                .getClassLoader()
                .getResources("META-INF/spring-configuration-metadata.json"))) {
            try (InputStream metadata = url.openStream()) {
                for (JsonNode setting : json.readTree(metadata).path("properties")) {
                    String name = text(setting.path("name"));
                    if (name.startsWith("outbox.")) {
                        settings.put(name, setting);
                    }
                }
            }
        }
        return settings;
    }

    private static String text(JsonNode node) {
        return node.isMissingNode() || node.isNull() ? "" : node.asString();
    }
}

package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What is written about the settings: the table in docs/reference.md, and what an IDE shows. */
final class SettingDocuments {

    /** With it, what is written is the first line of the table. */
    static final String TABLE = "| `outbox.relay.` | `OUTBOX_RELAY_` | default | meaning |";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SettingDocuments() {}

    static String table(SettingCatalogue catalogue) {
        return catalogue.settings().stream()
                .map(SettingDocuments::row)
                .collect(Collectors.joining("\n", TABLE + "\n|---|---|---|---|\n", "\n"));
    }

    private static String row(DeclaredSetting setting) {
        String variable = setting.variable().substring("OUTBOX_RELAY_".length()) + (setting.isMap() ? "*" : "");
        return "| `" + setting.name() + (setting.isMap() ? ".*" : "") + "` | `" + variable + "` | "
                + setting.defaultMarkdown() + " | " + setting.markdown() + " |";
    }

    /** In the form of META-INF/spring-configuration-metadata.json. */
    static String metadata(SettingCatalogue catalogue) {
        List<Map<String, Object>> properties =
                catalogue.settings().stream().map(SettingDocuments::property).toList();
        return JSON.writeValueAsString(Map.of("properties", properties)) + "\n";
    }

    private static Map<String, Object> property(DeclaredSetting setting) {
        Map<String, Object> property = new LinkedHashMap<>();
        property.put("name", RelayProperties.PREFIX + "." + setting.name());
        property.put("type", type(setting));
        property.put("description", description(setting));
        if (setting.defaultValue() != null) {
            property.put("defaultValue", setting.defaultValue());
        }
        return property;
    }

    private static String type(DeclaredSetting setting) {
        String type = setting.isSize()
                ? DataSize.class.getName()
                : ClassUtils.resolvePrimitiveIfNecessary(setting.valueType()).getName();
        return setting.isMap() ? "java.util.Map<java.lang.String," + type + ">" : type;
    }

    /** Sentences without Markdown; the default, too, where it is no value. */
    private static String description(DeclaredSetting setting) {
        String meaning = setting.markdown();
        String usual = setting.isRequired() ? ". Required" : ". Default: " + setting.defaultMarkdown();
        String text = meaning + (setting.defaultValue() == null ? usual : "") + ".";
        return (Character.toUpperCase(text.charAt(0)) + text.substring(1)).replace("`", "");
    }
}

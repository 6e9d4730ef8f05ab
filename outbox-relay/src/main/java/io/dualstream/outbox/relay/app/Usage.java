package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.internal.settings.DeclaredSetting;
import io.dualstream.outbox.relay.internal.settings.SettingCatalogue;
import java.util.stream.Collectors;

/** The texts that the process prints for {@code --help} and {@code --version}. */
final class Usage {

    private Usage() {}

    static String version() {
        String version = Usage.class.getPackage().getImplementationVersion();
        return "outbox-relay " + (version == null ? "(unpackaged)" : version);
    }

    static String help() {
        return """
                %s: committed events from PostgreSQL, exactly once into Kafka, live into Redis.

                java -jar outbox-relay.jar reconcile [--from <time> --to <time> | --from-seq <n> --to-seq <n>] [--json]
                  compares table, Kafka and Redis; exit codes: 0 no difference, though some may be pending, 1 a difference, 2 the comparison failed
                java -jar outbox-relay.jar reconcile --follow [--interval 1m] [--receipts <file>] [--fail-fast] [--json]
                  compares until SIGTERM, at each interval, what was published since; appends a receipt each time;
                  exit codes: 0 stopped, 1 a difference (--fail-fast), or the receipts were changed, 2 cannot go on
                java -jar outbox-relay.jar reconcile --verify-receipts <file>
                  exit codes: 0 the receipts are as they were written, 1 they are not; with --receipts-key-file <file>,
                  here and above, each has an HMAC-SHA256

                java -jar outbox-relay.jar [--help] [--version] [--outbox.relay.<setting>=<value> ...]

                Settings, as --outbox.relay.<setting>=<value>, as outbox.relay.* in ./application.yml, or in the environment:
                %s
                Exit codes: 0 drained after SIGTERM, 2 a setting or a server is not as it must be,
                3 failed for good, 1 anything else.""".formatted(version(), settings(RelayProperties.CATALOGUE));
    }

    static String settings(SettingCatalogue catalogue) {
        return catalogue.settings().stream().map(Usage::setting).collect(Collectors.joining());
    }

    private static String setting(DeclaredSetting setting) {
        String any = setting.isMap() ? "*" : "";
        return """
                  %s   %s   (%s)
                      %s
                """.formatted(
                        setting.name() + (setting.isMap() ? ".*" : ""),
                        setting.variable() + any,
                        setting.isRequired() ? "required" : "default " + plain(setting.defaultMarkdown()),
                        plain(setting.markdown()));
    }

    private static String plain(String markdown) {
        return markdown.replace("`", "");
    }
}

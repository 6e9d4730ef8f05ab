package io.dualstream.outbox.relay.app;

/** What the process says of itself on the command line. */
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
                  compares table, Kafka and Redis; exit codes: 0 the same, 1 different, 2 nothing can be said

                java -jar outbox-relay.jar [--help] [--version] [--outbox.relay.<setting>=<value> ...]

                Environment (or the same as outbox.relay.* in ./application.yml):
                  OUTBOX_RELAY_POSTGRES_URL            jdbc:postgresql://host:port/database (required)
                  OUTBOX_RELAY_POSTGRES_USERNAME       required
                  OUTBOX_RELAY_POSTGRES_PASSWORD
                  OUTBOX_RELAY_KAFKA_BOOTSTRAP_SERVERS host:port,... (required)
                  OUTBOX_RELAY_REDIS_URL               redis://host:port; without it there is no live path
                  OUTBOX_RELAY_DELIVERY                exactly-once (default) or at-least-once
                  OUTBOX_RELAY_MIGRATE                 true: make or upgrade schema and publication (default false)
                  OUTBOX_RELAY_RETENTION               how long the table keeps what was published (default 7d; 0: for ever)
                  OUTBOX_RELAY_LIVE_PAYLOAD            thin (default) or full
                  OUTBOX_RELAY_LIVE_STREAM_MAX_LENGTH  entries kept per Redis stream (default 10000)
                  OUTBOX_RELAY_DEAD_LETTERS_POLICY     park-key (default), skip or halt: what follows when Kafka refuses an event
                  OUTBOX_RELAY_HTTP_TOKEN              whoever sends it may see and change dead letters; without it nobody may
                  OUTBOX_RELAY_HTTP_PORT               status, probes, metrics on loopback (default 8090; -1: none)

                Exit codes: 0 drained after SIGTERM, 2 a setting or a server is not as it must be,
                3 failed for good, 1 anything else.""".formatted(version());
    }
}

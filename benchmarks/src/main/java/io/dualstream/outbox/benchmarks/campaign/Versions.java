package io.dualstream.outbox.benchmarks.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.benchmarks.campaign.faults.RelayProgram;
import io.dualstream.outbox.benchmarks.campaign.faults.Servers;
import io.dualstream.outbox.benchmarks.campaign.writers.PsqlSession;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.utils.AppInfoParser;

/** The versions of the software that a campaign used, by name. The relay's version is the digest of its own classes. */
record Versions(Map<String, String> byName) {

    static Versions of(Servers servers, RelayProgram program) throws SQLException, IOException {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("relay", sha256(Files.readAllBytes(program.jar())).substring(0, 12));
        versions.put("commit", commit());
        versions.put("jdk", Runtime.version().toString());
        try (Connection connection = servers.postgres().dataSource().getConnection()) {
            versions.put("postgres", connection.getMetaData().getDatabaseProductVersion());
        }
        versions.put("psql", PsqlSession.version().isEmpty() ? "none" : PsqlSession.version());
        versions.put("kafka", AppInfoParser.getVersion());
        versions.put("redis", redis(servers.redis().url()));
        return new Versions(versions);
    }

    /** Of the working directory, from which the relay was built. */
    private static String commit() throws IOException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--abbrev=12", "--dirty")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String answer = new String(git.getInputStream().readAllBytes(), UTF_8).strip();
        return answer.isEmpty() ? "unknown" : answer;
    }

    private static String redis(String url) {
        RedisClient client = RedisClient.create(url);
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            return Objects.requireNonNull(connection.sync().info("server"))
                    .lines()
                    .filter(line -> line.startsWith("redis_version:"))
                    .map(line -> line.substring("redis_version:".length()))
                    .findFirst()
                    .orElse("?");
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.dualstream.outbox.example.orders.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.spring.InProcessRelay;
import io.dualstream.outbox.testkit.junit.RequiredProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Opens the demo's page in a real browser, and restarts the servers behind the page. */
@Timeout(600)
class BrowserTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Test
    void thePageMissesAndDoublesNothingThroughRestartsOfRelayRedisAndServer()
            throws IOException, SQLException, InterruptedException {
        Path browser = RequiredProgram.find("chromium", "chromium", "chromium-browser", "google-chrome");
        Story story = new Story(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
        Stage stage = Stage.start(story, 0);
        stage.bean(Autoplay.class).play(false);
        try (Chromium page = new Chromium(browser, stage.url())) {
            await("the page to connect", () -> ready(page));
            List<String> committed = new ArrayList<>();
            try (Connection database = connect(stage)) {
                write(database, committed, 20);
                InProcessRelay relay = stage.bean(InProcessRelay.class);
                relay.stop();
                write(database, committed, 20);
                relay.start();
                write(database, committed, 20);

                stage.servers().redis().kill();
                write(database, committed, 20);
                stage.servers().redis().restart();
                write(database, committed, 20);

                stage.restartService();
                stage.bean(Autoplay.class).play(false);
                write(database, committed, 20);
            }
            await(
                    "the page to hear of everything",
                    () -> heard(page).size() >= everything(stage).size());

            assertThat(heard(page))
                    .containsExactlyInAnyOrderElementsOf(everything(stage))
                    .containsSubsequence(committed);
            assertThat(page.evaluate("Live.resets").toString()).matches("\\[\"start\"(,\"start\")?]");
            save(page);
        } finally {
            stage.close();
        }
    }

    /** Saves the page as a picture for {@code docs/images/demo.png} if {@code -Dscreenshot=file} is set. */
    private static void save(Chromium page) throws IOException {
        String file = System.getProperty("screenshot");
        if (file != null) {
            Files.write(Path.of(file), page.screenshot(1440, 1000));
        }
    }

    /** Writes events with plain SQL, without the service, which may be down. */
    private static void write(Connection database, List<String> committed, int events) throws SQLException {
        try (Statement statement = database.createStatement()) {
            for (int i = 0; i < events; i++) {
                try (ResultSet row = statement.executeQuery(
                        "select outbox.publish('order', gen_random_uuid()::text, 'OrderPlaced', '{}')")) {
                    row.next();
                    committed.add(row.getString(1));
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static boolean ready(Chromium page) {
        return page.evaluate("typeof Live === 'object' && Live.connected()").booleanValue(false);
    }

    private static List<String> everything(Stage stage) {
        List<String> ids = new ArrayList<>();
        try (Connection database = connect(stage);
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("select id::text from outbox.event")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return ids;
    }

    private static List<String> heard(Chromium page) {
        List<String> ids = new ArrayList<>();
        page.evaluate("Live.heard").forEach(id -> ids.add(id.stringValue()));
        return ids;
    }

    private static Connection connect(Stage stage) throws SQLException {
        var postgres = stage.servers().postgres();
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), postgres.password());
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited " + PATIENCE + " for " + what)
                    .isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}

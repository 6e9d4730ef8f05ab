package io.dualstream.outbox.example.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Runs the demo with one command: starts all servers, checks itself, prints a URL, and stops everything on Ctrl-C. */
public final class Demo {

    private static final String SAMPLE = "{\"customer\":\"You\",\"item\":\"kite\",\"amount\":12.50}";

    private Demo() {}

    public static void main(String[] args) {
        Options options;
        try {
            options = Options.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        boolean good = playOrTellWhy(
                options, new Story(new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8)));
        if (options.smoke() || !good) {
            System.exit(good ? 0 : 1);
        }
    }

    private static boolean playOrTellWhy(Options options, Story story) {
        // Kafka's broker logs before Spring Boot sets logging up; Boot reads the same file again.
        System.setProperty("logback.configurationFile", Stage.LOGBACK);
        try {
            return play(options, story);
        } catch (RuntimeException | InterruptedException | SQLException e) {
            LoggerFactory.getLogger(Demo.class).error("The demo cannot go on", e);
            return false;
        }
    }

    private static boolean play(Options options, Story story) throws InterruptedException, SQLException {
        long began = System.nanoTime();
        story.heading("Dualstream Outbox: an order service, its outbox, and the relay on real servers");
        Stage stage = Stage.start(story, options.port());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stage, story), "demo-stop"));

        story.heading("Self-check");
        var check = new SelfCheck(stage.acts(), stage.ledger(), story);
        boolean good = check.brief() && (!options.smoke() || check.thorough());
        if (good && !options.smoke()) {
            story.heading("Ready after " + Story.seconds(System.nanoTime() - began) + ", see it at  " + stage.url());
            story.line("Order something from another terminal, and watch it arrive:");
            story.line("curl -H 'content-type: application/json' -d '" + SAMPLE + "' " + stage.url() + "/orders");
            story.line("Ctrl-C stops everything.");
        }
        return good;
    }

    private static void stop(Stage stage, Story story) {
        long began = System.nanoTime();
        story.heading("Stopping ...");
        stage.close();
        story.heading("Stopped in " + Story.seconds(System.nanoTime() - began)
                + ": nothing is left running, no file is left behind");
    }
}

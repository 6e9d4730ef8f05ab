package io.dualstream.outbox.example.orders.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;

/** The one-command demo: starts everything, checks itself, prints a URL, and stops everything on Ctrl-C. */
public final class Demo {

    private static final String SAMPLE = "{\"customer\":\"You\",\"item\":\"kite\",\"amount\":12.50}";

    private Demo() {}

    public static void main(String[] args) throws InterruptedException, SQLException {
        try {
            Options options = Options.parse(List.of(args));
            var out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, UTF_8);
            boolean good = play(options, new Story(out));
            if (options.smoke() || !good) {
                System.exit(good ? 0 : 1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private static boolean play(Options options, Story story) throws InterruptedException, SQLException {
        // Kafka's broker logs before Spring Boot sets logging up; Boot reads the same file again.
        System.setProperty("logback.configurationFile", Stage.LOGBACK);
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
        stage.close();
        story.heading("Stopped in " + Story.seconds(System.nanoTime() - began)
                + ": nothing is left running, no file is left behind");
    }
}

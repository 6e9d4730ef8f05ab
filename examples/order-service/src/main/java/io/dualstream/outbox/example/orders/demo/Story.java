package io.dualstream.outbox.example.orders.demo;

import java.io.PrintStream;
import java.util.Locale;

/** Prints one line on the terminal for each step of the demo, in the order of the steps. Thread-safe. */
final class Story {

    private final PrintStream out;

    Story(PrintStream out) {
        this.out = out;
    }

    void heading(String text) {
        say("%n  %s%n", text);
    }

    void line(String text) {
        say("    %s%n", text);
    }

    void good(String what, String happened) {
        say("  %s %-26s %s%n", "✓", what, happened);
    }

    void bad(String what, String happened) {
        say("  %s %-26s %s%n", "✗", what, happened);
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }

    private void say(String format, Object... args) {
        synchronized (out) {
            out.printf(Locale.ROOT, format, args);
            out.flush();
        }
    }
}

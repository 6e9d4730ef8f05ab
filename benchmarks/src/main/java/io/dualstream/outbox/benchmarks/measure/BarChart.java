package io.dualstream.outbox.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Horizontal bars as an SVG file that is readable on light and dark pages. */
public final class BarChart {

    private static final int WIDTH = 860;
    private static final int LABELS = 250;
    private static final int VALUES = 110;
    private static final int ROW = 30;
    private static final int HEAD = 64;

    private record Bar(String label, double value, String shown, boolean ours) {}

    private final String title;
    private final String subtitle;
    private final boolean logarithmic;
    private final List<Bar> bars = new ArrayList<>();

    private BarChart(String title, String subtitle, boolean logarithmic) {
        this.title = title;
        this.subtitle = subtitle;
        this.logarithmic = logarithmic;
    }

    public static BarChart linear(String title, String subtitle) {
        return new BarChart(title, subtitle, false);
    }

    /** For values that differ by orders of magnitude; bars begin at half the smallest value. */
    public static BarChart logarithmic(String title, String subtitle) {
        return new BarChart(title, subtitle + " (logarithmic scale)", true);
    }

    /** Adds a bar; {@code ours} are drawn in the colour that stands out. */
    public void bar(String label, double value, String shown, boolean ours) {
        bars.add(new Bar(label, value, shown, ours));
    }

    /** Writes the file, and the directories above it. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, svg());
    }

    String svg() {
        int height = HEAD + ROW * bars.size() + 16;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="system-ui, sans-serif" font-size="14" role="img">
                <title>%3$s</title>
                <rect width="%1$d" height="%2$d" rx="8" fill="#ffffff"/>
                <text x="20" y="28" font-size="17" font-weight="600" fill="#1f2933">%3$s</text>
                <text x="20" y="48" font-size="12" fill="#66727f">%4$s</text>
                """.formatted(WIDTH, height, escaped(title), escaped(subtitle)));
        for (int i = 0; i < bars.size(); i++) {
            svg.append(drawn(bars.get(i), HEAD + ROW * i));
        }
        return svg.append("</svg>\n").toString();
    }

    private String drawn(Bar bar, int y) {
        double length = Math.max(2, share(bar.value()) * (WIDTH - LABELS - VALUES));
        return String.format(
                Locale.ROOT,
                """
                <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="%d" rx="3" fill="%s"/>
                <text x="%.1f" y="%d" fill="#1f2933">%s</text>
                """,
                LABELS - 10,
                y + 17,
                escaped(bar.label()),
                LABELS,
                y + 2,
                length,
                ROW - 9,
                bar.ours() ? "#0f766e" : "#b8c2cc",
                LABELS + length + 8,
                y + 17,
                escaped(bar.shown()));
    }

    private double share(double value) {
        double max = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        if (!logarithmic) {
            return value / max;
        }
        double origin = bars.stream().mapToDouble(Bar::value).min().orElse(1) / 2;
        return Math.log(value / origin) / Math.log(max / origin);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

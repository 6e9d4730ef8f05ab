package io.dualstream.outbox.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToLongFunction;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The log of a JVM's heap from {@code -Xlog:gc:file=...}: {@code Pause Young ... 153M->21M(247M) 3.1ms}. */
public record GcLog(String text) {

    private static final Pattern PAUSE = Pattern.compile("(\\d+)M->(\\d+)M\\((\\d+)M\\)");

    public static GcLog read(Path file) throws IOException {
        return new GcLog(Files.readString(file));
    }

    /** The JVM option that writes such a log. */
    public static String option(Path file) {
        return "-Xlog:gc:file=" + file;
    }

    /** Most heap in use before a collection, in megabytes. */
    public long peakUsed() {
        return max(1);
    }

    /** Most heap still in use after a collection, in megabytes, which is the size of the live objects. */
    public long peakLive() {
        return max(2);
    }

    private long max(int group) {
        Matcher pauses = PAUSE.matcher(text);
        ToLongFunction<MatchResult> megabytes = pause -> Long.parseLong(pause.group(group));
        return pauses.results().mapToLong(megabytes).max().orElse(0);
    }
}

package io.dualstream.outbox.inbox.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reason why an attempt failed, as the table stores it: the messages of all causes, the outermost first, and the class of
 * the innermost cause.
 */
public record Reason(String text, String errorClass) {

    private static final int MAX_LENGTH = 4_000;
    private static final int MAX_CAUSES = 20;

    public static Reason of(Throwable thrown) {
        Set<String> said = new LinkedHashSet<>();
        List<Throwable> causes = causes(thrown);
        causes.forEach(t -> said.add(t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage()));
        // PostgreSQL accepts no zero byte in text.
        String text = String.join(": ", said).replace('\0', ' ');
        return new Reason(
                text.substring(0, Math.min(text.length(), MAX_LENGTH)),
                causes.get(causes.size() - 1).getClass().getName());
    }

    /** Whether the throwable or one of its causes is of that class. */
    public static boolean isCausedBy(Class<? extends Throwable> type, Throwable thrown) {
        return causes(thrown).stream().anyMatch(type::isInstance);
    }

    private static List<Throwable> causes(Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(MAX_CAUSES)
                .toList();
    }
}

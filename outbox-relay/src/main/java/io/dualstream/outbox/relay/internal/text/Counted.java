package io.dualstream.outbox.relay.internal.text;

import java.util.Locale;

/** Numbers with their nouns. */
public final class Counted {

    private Counted() {}

    /** {@code 1 event}, {@code 2 events}, {@code 1,000 events}. */
    public static String of(long number, String noun) {
        return of(number, noun, noun + "s");
    }

    /** One of two phrases, after the number. */
    public static String of(long number, String one, String several) {
        return number(number) + " " + (number == 1 ? one : several);
    }

    /** {@code 1,000}. */
    public static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}

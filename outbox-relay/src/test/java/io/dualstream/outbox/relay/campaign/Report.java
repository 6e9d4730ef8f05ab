package io.dualstream.outbox.relay.campaign;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a campaign found, for people: on the console, and in {@code target/campaign.txt}. */
final class Report {

    private static final Path FILE = Path.of("target", "campaign.txt");

    private Report() {}

    static synchronized void line(Object what) {
        System.out.println(what);
        try {
            Files.createDirectories(FILE.toAbsolutePath().getParent());
            Files.writeString(FILE, what + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

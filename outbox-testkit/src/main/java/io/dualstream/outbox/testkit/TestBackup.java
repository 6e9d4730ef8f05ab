package io.dualstream.outbox.testkit;

import java.nio.file.Path;

/** The files of a {@link TestPostgres} as they were once, for its {@link TestPostgres#restore}. Lasts as long as the server. */
public final class TestBackup {

    private final Path data;

    TestBackup(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }
}

package io.dualstream.outbox.testkit;

import java.nio.file.Path;

/**
 * A copy of the files of a {@link TestPostgres}, for {@link TestPostgres#restore} of the same server. The copy exists as
 * long as the server.
 */
public final class TestBackup {

    private final Path data;

    TestBackup(Path data) {
        this.data = data;
    }

    Path data() {
        return data;
    }
}

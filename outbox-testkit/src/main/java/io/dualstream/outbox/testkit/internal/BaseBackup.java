package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Copies the files of a running server as {@code pg_basebackup} does, which is not among the embedded binaries. Leaves out the
 * process's own files and the replication slots.
 */
public final class BaseBackup {

    private BaseBackup() {}

    /** Copies {@code data}, the directory of {@code server}, with the WAL that makes the copy consistent. */
    public static void take(DataSource server, Path data, Path copy) {
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            // the session that begins a backup has to end it
            statement.execute("select pg_backup_start('testkit', true)");
            Directories.copy(data, copy, BaseBackup::isCopied);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(copy.resolve("backup_label"), row.getString(1));
            }
            Directories.copy(data.resolve("pg_wal"), copy.resolve("pg_wal"), file -> true);
        } catch (SQLException e) {
            throw new TestServerException("cannot back up the server in " + data, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isCopied(Path file) {
        return switch (file.getName(0).toString()) {
            case "postmaster.pid", "postmaster.opts", "standby.signal" -> false;
            case "pg_wal", "pg_replslot" -> file.getNameCount() == 1;
            default -> true;
        };
    }
}

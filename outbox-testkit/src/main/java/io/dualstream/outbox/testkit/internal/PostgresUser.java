package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The user that PostgreSQL runs as, because PostgreSQL refuses to run as root. */
public enum PostgresUser {
    /** The current user, which is not root. */
    OURSELVES,

    /** Root in a user namespace of its own, where it has another name but keeps its files. */
    NAMESPACE,

    /** The user {@code nobody}, who then owns the files, if namespaces are forbidden, as in most containers. */
    NOBODY;

    public static final PostgresUser OF_THIS_JVM = find();

    private static final int NOBODYS_ID = 65534;

    /** The words that precede a command. */
    public List<String> prefix() {
        return switch (this) {
            case OURSELVES -> List.of();
            case NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=" + NOBODYS_ID, "--regid=" + NOBODYS_ID, "--clear-groups");
        };
    }

    /** Makes the user the owner of a directory. */
    public void own(Path directory) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(directory, "unix:uid", NOBODYS_ID);
        }
    }

    /** The folder for unpacked binaries, which are kept between runs. {@code nobody} cannot read root's home. */
    public Path cache() {
        String xdg = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path home = xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        Path parent = this == NOBODY ? Path.of("/var/cache") : home;
        try {
            return Files.createDirectories(parent.resolve("dualstream-outbox/postgres"));
        } catch (IOException e) {
            throw new TestServerException("cannot create a folder in " + parent + " for PostgreSQL", e);
        }
    }

    private static PostgresUser find() {
        if (!isRoot()) {
            return OURSELVES;
        }
        try {
            ServerProcess.run("unshare", "-U", "true");
            return NAMESPACE;
        } catch (TestServerException forbidden) {
            return NOBODY;
        }
    }

    private static boolean isRoot() {
        try {
            Path ours = Files.createTempFile("outbox-testkit", null);
            Object owner = Files.getAttribute(ours, "unix:uid");
            Files.delete(ours);
            return owner.equals(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

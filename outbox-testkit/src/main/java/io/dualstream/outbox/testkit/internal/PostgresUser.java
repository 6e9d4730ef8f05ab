package io.dualstream.outbox.testkit.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** As whom PostgreSQL runs, which refuses to run as root. */
public enum PostgresUser {
    /** We are not root. */
    OURSELVES,

    /** Root sheds its name, but keeps its files, in a user namespace of its own. */
    NAMESPACE,

    /** Where namespaces are forbidden, as in most containers, root becomes {@code nobody}, who owns the files. */
    NOBODY;

    public static final PostgresUser OF_THIS_JVM = find();

    private static final int NOBODYS_ID = 65534;

    /** The words to put before a command. */
    public List<String> prefix() {
        return switch (this) {
            case OURSELVES -> List.of();
            case NAMESPACE -> List.of("unshare", "-U");
            case NOBODY -> List.of("setpriv", "--reuid=" + NOBODYS_ID, "--regid=" + NOBODYS_ID, "--clear-groups");
        };
    }

    /** Gives a directory to the user. */
    public void own(Path directory) throws IOException {
        if (this == NOBODY) {
            Files.setAttribute(directory, "unix:uid", NOBODYS_ID);
        }
    }

    /** Where unpacked binaries stay from run to run; root's home is closed to {@code nobody}. */
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

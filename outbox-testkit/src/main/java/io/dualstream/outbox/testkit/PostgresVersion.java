package io.dualstream.outbox.testkit;

/** The PostgreSQL major versions the outbox supports. */
public enum PostgresVersion {
    /** PostgreSQL 15. */
    V15(15),
    /** PostgreSQL 16. */
    V16(16),
    /** PostgreSQL 17. */
    V17(17),
    /** PostgreSQL 18. */
    V18(18);

    /** System property that chooses the version where a test does not, for example {@code 15}; 18 when unset. */
    public static final String PROPERTY = "outbox.testkit.postgres";

    private final int major;

    PostgresVersion(int major) {
        this.major = major;
    }

    /** The version named by the system property {@value #PROPERTY}, or {@link #V18}. */
    public static PostgresVersion ofThisRun() {
        String wanted = System.getProperty(PROPERTY, "18");
        for (PostgresVersion version : values()) {
            if (wanted.equals(Integer.toString(version.major))) {
                return version;
            }
        }
        throw new IllegalArgumentException(PROPERTY + " must be one of 15, 16, 17, 18, was " + wanted);
    }

    /** The major version number. */
    public int major() {
        return major;
    }
}

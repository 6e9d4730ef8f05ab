package io.dualstream.outbox.testkit;

/** The PostgreSQL major versions that the outbox supports. */
public enum PostgresVersion {
    /** PostgreSQL 15. */
    V15(15),
    /** PostgreSQL 16. */
    V16(16),
    /** PostgreSQL 17. */
    V17(17),
    /** PostgreSQL 18. */
    V18(18);

    /** Name of the system property that selects the version if a test does not, for example {@code 15}. Default: 18. */
    public static final String PROPERTY = "outbox.testkit.postgres";

    private final int major;

    PostgresVersion(int major) {
        this.major = major;
    }

    /** Returns the version that the system property {@value #PROPERTY} names, or {@link #V18}. */
    public static PostgresVersion ofThisRun() {
        String wanted = System.getProperty(PROPERTY, "18");
        for (PostgresVersion version : values()) {
            if (wanted.equals(Integer.toString(version.major))) {
                return version;
            }
        }
        throw new IllegalArgumentException(PROPERTY + " must be one of 15, 16, 17, 18, was " + wanted);
    }

    /** Returns the major version number. */
    public int major() {
        return major;
    }
}

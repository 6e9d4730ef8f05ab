package io.dualstream.outbox.benchmarks.measure;

import java.io.File;
import java.util.List;

/** Makes the arguments with which a JVM runs this program, followed by a command of this program. */
public final class OwnProgram {

    // by its name, because the main command names every package
    private static final String MAIN_CLASS = "io.dualstream.outbox.benchmarks.Benchmarks";

    private OwnProgram() {}

    /** Names the executable jar that this process was started from, or the class path of an IDE or a test. */
    public static List<String> arguments() {
        String classPath = System.getProperty("java.class.path");
        return classPath.contains(File.pathSeparator)
                ? List.of("-cp", classPath, MAIN_CLASS)
                : List.of("-jar", classPath);
    }
}

package io.dualstream.outbox.testkit.junit;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds a program that a test needs on the machine and that no dependency contains. If the program is missing, the test is
 * skipped with a message, or fails if the environment variable {@value #VARIABLE} is {@code true}, on machines where every
 * test must run.
 */
public final class RequiredProgram {
    /** Name of the environment variable that turns a missing program into a failure. */
    public static final String VARIABLE = "OUTBOX_REQUIRE_TOOLS";

    private final Map<String, String> environment;

    RequiredProgram(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Returns the first of these programs on the PATH. If there is none, the message names {@code debianPackage}. */
    public static Path find(String debianPackage, String... names) {
        return new RequiredProgram(System.getenv()).get(debianPackage, List.of(names));
    }

    Path get(String debianPackage, List<String> names) {
        Optional<Path> found = Stream.of(environment.getOrDefault("PATH", "").split(":", -1))
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        String missing =
                "no " + String.join(" or ", names) + " on this machine (Debian: apt-get install " + debianPackage + ")";
        if (found.isEmpty() && Boolean.parseBoolean(environment.get(VARIABLE))) {
            Assertions.fail(missing + ", and " + VARIABLE + " is true");
        }
        Assumptions.assumeTrue(found.isPresent(), "SKIPPED: " + missing);
        return found.orElseThrow();
    }
}

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
 * A program that a test needs on the machine and that no dependency brings. Without it the test is skipped with a word, or
 * fails where the environment variable {@value #VARIABLE} is {@code true}: where every test has to run.
 */
public final class RequiredProgram {
    /** The environment variable that makes a missing program a failure. */
    public static final String VARIABLE = "OUTBOX_REQUIRE_TOOLS";

    private final Map<String, String> environment;

    RequiredProgram(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The first of these programs on the PATH; {@code debianPackage} is named to whoever has none of them. */
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

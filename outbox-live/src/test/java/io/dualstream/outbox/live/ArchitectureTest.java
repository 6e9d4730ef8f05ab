package io.dualstream.outbox.live;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses LIVE = new ClassFileImporter()
            .importLocations(Set.of(Location.of(
                    LiveHub.class.getProtectionDomain().getCodeSource().getLocation())));

    @Test
    void knowsRedisAndWebServersAndNothingOfTheRest() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.dualstream.outbox.live..",
                        "io.dualstream.outbox.runtime.internal",
                        "java..",
                        "org.jspecify.annotations",
                        "org.slf4j",
                        "io.lettuce..",
                        "tools.jackson.core..",
                        "jakarta.servlet..",
                        "org.springframework..",
                        "reactor..",
                        "org.reactivestreams")
                .check(LIVE);
    }

    @Test
    void webServersSitOnTopOfTheHub() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dualstream.outbox.live.sse")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dualstream.outbox.live.sse")
                .check(LIVE);
    }

    @Test
    void leavesServletsToTheServlet() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("LiveSseServlet")
                .and()
                .doNotHaveSimpleName("SseConnection")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jakarta.servlet..")
                .check(LIVE);
    }

    @Test
    void leavesSpringToTheHandler() {
        noClasses()
                .that()
                .doNotHaveSimpleName("LiveSseHandler")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.springframework..", "reactor..", "org.reactivestreams")
                .check(LIVE);
    }

    @Test
    void leavesRedisToThoseWhoTalkToIt() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.(internal\\.RedisStreams|FollowerThread)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.lettuce..")
                .check(LIVE);
    }

    /** Each package is a slice, the root among them. */
    @Test
    void packagesFormNoCycle() {
        slices().matching("io.dualstream.(**)").should().beFreeOfCycles().check(LIVE);
    }
}

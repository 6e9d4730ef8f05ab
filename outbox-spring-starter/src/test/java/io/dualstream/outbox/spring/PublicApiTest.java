package io.dualstream.outbox.spring;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.db.OutboxMigrations;
import io.dualstream.outbox.kafka.KafkaEnvelope;
import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.testkit.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The wall around what users may name, for all modules: this one has each of them on its class path. */
class PublicApiTest {

    private static final Path LIST = Path.of("../docs/public-api.txt");
    private static final int MOST_TYPES_OF_A_PACKAGE = 20;

    private static final Map<String, JavaClasses> MODULES = Map.of(
            "outbox-db", classesBeside(OutboxMigrations.class),
            "outbox-core", classesBeside(Outbox.class),
            "outbox-kafka", classesBeside(KafkaEnvelope.class),
            "outbox-relay", classesBeside(Relay.class),
            "outbox-live", classesBeside(LiveHub.class),
            "outbox-spring-starter", classesBeside(OutboxAutoConfiguration.class),
            "outbox-testkit", classesBeside(TestPostgres.class));

    private final Map<String, List<String>> listed = listed();

    @Test
    void theListNamesWhatTheModulesOffer() {
        listed.forEach((module, types) -> {
            Set<String> offered = api(module)
                    .map(JavaClass::getName)
                    .filter(name -> !name.contains("$"))
                    .collect(toCollection(TreeSet::new));
            assertThat(types).as("""
                            The public types of %s are not those of docs/public-api.txt. Is a new one nothing that users need?
                            Then make it package-private, or move it under internal. Else add its name to the list, on purpose,
                            and to the table "Java" of docs/reference.md. What a release has is not taken from users: renaming
                            or hiding it costs a major version.""", module).containsExactlyElementsOf(offered);
        });
    }

    @Test
    void signaturesOfTheApiMentionOnlyTheApi() {
        Set<String> mentions = new TreeSet<>();
        MODULES.keySet().stream().flatMap(PublicApiTest::api).forEach(type -> {
            supertypes(type)
                    .filter(PublicApiTest::isHidden)
                    .forEach(hidden -> mentions.add(type.getName() + ": " + hidden.getName()));
            for (JavaMember member : type.getMembers()) {
                if (isOffered(member.getModifiers())) {
                    member.getAllInvolvedRawTypes().stream()
                            .map(JavaClass::getBaseComponentType)
                            .filter(PublicApiTest::isHidden)
                            .forEach(hidden -> mentions.add(member.getFullName() + ": " + hidden.getName()));
                }
            }
        });
        assertThat(mentions)
                .as("what users can call names types that they cannot")
                .isEmpty();
    }

    @Test
    void noModuleReachesIntoAnother() {
        Map<String, String> homes = new TreeMap<>();
        MODULES.forEach((module, classes) -> classes.forEach(type -> homes.put(type.getName(), module)));
        Set<String> reaches = new TreeSet<>();
        MODULES.forEach((module, classes) -> {
            for (JavaClass type : classes) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (isInternal(target) && !isForAllModules(target) && !module.equals(homes.get(target.getName()))) {
                        reaches.add(dependency.getDescription());
                    }
                }
            }
        });
        assertThat(reaches).as("what is internal is its own module's").isEmpty();
    }

    @Test
    void noPackageIsAHall() {
        for (String module : listed.keySet()) {
            Map<String, List<JavaClass>> rooms = classesOf(module).stream()
                    .filter(type -> !type.getName().contains("$")
                            && !type.getSimpleName().equals("package-info"))
                    .collect(groupingBy(JavaClass::getPackageName));
            rooms.forEach((room, types) -> assertThat(types)
                    .as("types of %s: a package with more hides what belongs together", room)
                    .hasSizeLessThanOrEqualTo(MOST_TYPES_OF_A_PACKAGE));
        }
    }

    /** What users may name, nested types included; outbox-relay's process is a program, not a library. */
    private static Stream<JavaClass> api(String module) {
        return classesOf(module).stream().filter(type -> !isHidden(type) && !type.isAnonymousClass());
    }

    private static boolean isHidden(JavaClass type) {
        if (!type.getPackageName().startsWith("io.dualstream.outbox")) {
            return false;
        }
        boolean offered = Stream.iterate(
                        type,
                        each -> each != null,
                        each -> each.getEnclosingClass().orElse(null))
                .allMatch(each -> isOffered(each.getModifiers()));
        return !offered
                || isInternal(type)
                || (type.getPackageName() + ".").startsWith("io.dualstream.outbox.relay.app.");
    }

    private static boolean isInternal(JavaClass type) {
        return type.getPackageName().startsWith("io.dualstream.outbox")
                && List.of(type.getPackageName().split("\\.")).contains("internal");
    }

    /** What outbox-runtime has is internal, and there for the modules. */
    private static boolean isForAllModules(JavaClass type) {
        return type.getPackageName().equals("io.dualstream.outbox.runtime.internal");
    }

    private static boolean isOffered(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC);
    }

    private static Stream<JavaClass> supertypes(JavaClass type) {
        return Stream.concat(type.getRawSuperclass().stream(), type.getRawInterfaces().stream());
    }

    private static JavaClasses classesOf(String module) {
        return Objects.requireNonNull(MODULES.get(module), () -> "public-api.txt names no module: " + module);
    }

    private static JavaClasses classesBeside(Class<?> type) {
        return new ClassFileImporter()
                .importLocations(Set.of(
                        Location.of(type.getProtectionDomain().getCodeSource().getLocation())));
    }

    /** Lines of the list by the module that stands in brackets above them. */
    private static Map<String, List<String>> listed() {
        Map<String, List<String>> modules = new LinkedHashMap<>();
        List<String> types = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(LIST)) {
                if (line.startsWith("[")) {
                    types = new ArrayList<>();
                    modules.put(line.substring(1, line.length() - 1), types);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    types.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return modules;
    }
}

package io.dualstream.outbox.relay;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rooms of the relay, which of them may know which, and the wall around what users call. */
class ArchitectureTest {

    private static final String BASE = "io.dualstream.outbox.relay";
    private static final String INTERNAL = BASE + ".internal";

    /** Each speaks to one server, or keeps one kind of row; none knows another. */
    private static final String[] ROOMS = {"wal", "kafka", "table", "redis", "lease", "reconcile", "deadletter"};

    private final JavaClasses relay = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);

    @Test
    void eachFloorKnowsOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("process")
                .definedBy(BASE + ".app..")
                .layer("front door")
                .definedBy(BASE)
                .layer("leader")
                .definedBy(INTERNAL + ".leader..")
                .layer("paths")
                .definedBy(INTERNAL + ".durable..", INTERNAL + ".live..", INTERNAL + ".maintenance..")
                .layer("runtime")
                .definedBy(INTERNAL + ".runtime..")
                .layer("rooms")
                .definedBy(Stream.of(ROOMS)
                        .map(room -> INTERNAL + "." + room + "..")
                        .toArray(String[]::new))
                .layer("pure")
                .definedBy(
                        INTERNAL + ".cursor..",
                        INTERNAL + ".record..",
                        INTERNAL + ".session..",
                        INTERNAL + ".failpoint..")
                .layer("status")
                .definedBy(BASE + ".status..")
                .layer("config")
                .definedBy(BASE + ".config..")
                .layer("declarations")
                .definedBy(INTERNAL + ".settings..")
                .layer("identity")
                .definedBy(INTERNAL + ".identity..")
                .whereLayer("process")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("front door")
                .mayOnlyBeAccessedByLayers("process")
                .whereLayer("leader")
                .mayOnlyBeAccessedByLayers("front door")
                .whereLayer("paths")
                .mayOnlyBeAccessedByLayers("leader")
                .whereLayer("runtime")
                .mayOnlyBeAccessedByLayers("front door", "leader", "paths")
                .whereLayer("rooms")
                .mayOnlyBeAccessedByLayers("front door", "leader", "paths", "runtime")
                .whereLayer("pure")
                .mayOnlyBeAccessedByLayers("leader", "paths", "runtime", "rooms")
                .whereLayer("declarations")
                .mayOnlyBeAccessedByLayers(
                        "process", "config", "leader", "paths", "runtime", "rooms") // messages name settings
                .whereLayer("identity")
                .mayOnlyBeAccessedByLayers("front door", "leader", "paths", "runtime", "rooms")
                .check(relay);
    }

    @Test
    void pathsDoNotKnowEachOther() {
        String[] paths = {"durable", "live", "maintenance"};
        doNotKnowEachOther(paths);
    }

    @Test
    void roomsDoNotKnowEachOther() {
        doNotKnowEachOther(ROOMS);
    }

    private void doNotKnowEachOther(String... rooms) {
        for (String room : rooms) {
            for (String other : rooms) {
                if (!room.equals(other)) {
                    noClasses()
                            .that()
                            .resideInAPackage(INTERNAL + "." + room + "..")
                            .should()
                            .dependOnClassesThat()
                            .resideInAPackage(INTERNAL + "." + other + "..")
                            .check(relay);
                }
            }
        }
    }

    /** Every package is a room here, those at the top too: slices named by a pattern would leave out the root. */
    @Test
    void noTwoPackagesNeedEachOther() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(relay);
    }

    @Test
    void noRoomIsAHall() {
        Map<String, Set<String>> rooms = relay.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getPackageName,
                        TreeMap::new,
                        Collectors.mapping(JavaClass::getSimpleName, Collectors.toCollection(TreeSet::new))));
        Set<String> arrows = relay.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency ->
                        dependency.getTargetClass().getPackageName().startsWith(BASE))
                .filter(dependency -> !room(dependency.getOriginClass()).equals(room(dependency.getTargetClass())))
                .map(dependency -> room(dependency.getOriginClass()) + " -> " + room(dependency.getTargetClass()))
                .collect(Collectors.toCollection(TreeSet::new));
        System.out.println("The relay has " + rooms.size() + " rooms and " + arrows.size() + " arrows between them:");
        rooms.forEach(
                (room, types) -> System.out.println("  " + room.substring(BASE.length() - 5) + ": " + types.size()));
        assertThat(rooms)
                .allSatisfy((room, types) -> assertThat(types)
                        .as("types in %s: a package of more than 20 is probably two", room)
                        .hasSizeLessThanOrEqualTo(20));
    }

    private static String room(JavaClass type) {
        return type.getPackageName();
    }

    /** What a user calls mentions nothing that is behind the wall. */
    @Test
    void signaturesOfTheApiMentionNothingInternal() {
        Set<String> leaks = relay.stream()
                .filter(resideInAnyPackage(BASE, BASE + ".config", BASE + ".status"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getMembers().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC)
                        || member.getModifiers().contains(JavaModifier.PROTECTED))
                .filter(member ->
                        mentioned(member).anyMatch(type -> type.getPackageName().startsWith(INTERNAL)))
                .map(JavaMember::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(leaks).isEmpty();
    }

    private static Stream<JavaClass> mentioned(JavaMember member) {
        Stream<JavaType> types = member instanceof JavaCodeUnit unit
                ? Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
                : Stream.of(((JavaField) member).getType());
        return types.flatMap(type -> type.getAllInvolvedRawTypes().stream());
    }

    @Test
    void theCursorsArePure() {
        classes()
                .that()
                .resideInAnyPackage(INTERNAL + ".cursor", INTERNAL + ".record")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        INTERNAL + ".cursor",
                        INTERNAL + ".record",
                        BASE + ".status",
                        "java.lang..",
                        "java.util..",
                        "java.nio..",
                        "java.time..",
                        "java.math..",
                        "java.io",
                        "org.jspecify..",
                        "tools.jackson..")
                .check(relay);
    }

    @Test
    void theRelayNeedsNoSpring() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework..")
                .check(relay);
    }

    @Test
    void eachServerIsSpokenToInItsOwnRoom() {
        onlyIn("wal", "io.debezium..");
        onlyIn("redis", "io.lettuce..");
    }

    /** Where the settings of a session are pinned. */
    @Test
    void everyConnectionToPostgresIsOpenedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INTERNAL + ".session")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.sql.DriverManager.class)
                .check(relay);
    }

    private void onlyIn(String room, String library) {
        noClasses()
                .that()
                .resideOutsideOfPackages(INTERNAL + "." + room + "..", INTERNAL + ".reconcile..") // which knows no room
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(relay);
    }
}

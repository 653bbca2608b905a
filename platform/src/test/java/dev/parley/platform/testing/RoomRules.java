package dev.parley.platform.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/// The rooms of a service and their allowed dependencies, the same for all services. A service adopts them
/// with `@ArchTest static final ArchTests rooms = ArchTests.in(RoomRules.class)` over [Written] classes.
///
/// A room is an adapter package: the wire (`grpc`), an engine, or `clients`. Every other package under the
/// service's root is a capability: it contains types, rules and ports, and depends on no adapter. The root
/// itself contains the application and its beans.
public final class RoomRules {

    private static final Set<String> ENGINES = Set.of("postgres", "dynamodb", "s3", "clamd", "caffeine", "memory");

    /// Catch-all names, which no package has.
    public static final Set<String> LEFTOVERS = Set.of("domain", "events", "config", "common", "util", "misc");

    private static final DescribedPredicate<JavaClass> CAPABILITY = DescribedPredicate.describe(
            "in a capability",
            type -> !room(type).isEmpty()
                    && !ENGINES.contains(room(type))
                    && !Set.of("grpc", "clients").contains(room(type)));
    private static final DescribedPredicate<JavaClass> ENGINE =
            DescribedPredicate.describe("in an engine", type -> ENGINES.contains(room(type)));
    private static final DescribedPredicate<JavaClass> ROOM_OR_CAPABILITY =
            DescribedPredicate.describe("below the root", type -> !room(type).isEmpty());

    @ArchTest
    static final ArchRule capabilitiesArePure = classes()
            .that(CAPABILITY)
            .should()
            .onlyDependOnClassesThat(CAPABILITY.or(DescribedPredicate.describe(
                    "of the JDK (except SQL), ids, problems and pure parts of the platform", RoomRules::isPure)));

    @ArchTest
    static final ArchRule onlyEnginesKnowSql = noClasses()
            .that(ROOM_OR_CAPABILITY.and(DescribedPredicate.not(ENGINE)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "io.micronaut.data..", "dev.parley.platform.postgres..");

    @ArchTest
    static final ArchRule onlyTheWireAndClientsKnowProtos = noClasses()
            .that(CAPABILITY.or(ENGINE))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.google.protobuf..", "io.grpc..", "dev.parley.*.v1..", "dev.parley.*.internal.v1..");

    @ArchTest
    static final ArchRule wireKnowsNeitherEnginesNorClients = noClasses()
            .that()
            .resideInAPackage("dev.parley.*.grpc..")
            .should()
            .dependOnClassesThat(ENGINE.or(
                    DescribedPredicate.describe("in clients", type -> room(type).equals("clients"))));

    @ArchTest
    static final ArchRule onlyTheRootReachesIntoTheWire = noClasses()
            .that(ROOM_OR_CAPABILITY.and(DescribedPredicate.describe(
                    "outside the wire", type -> !room(type).equals("grpc"))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.parley.*.grpc..");

    @ArchTest
    static final ArchRule capabilitiesAndRoomsHaveNoCircles =
            slices().matching("dev.parley.*.(*)..").should().beFreeOfCycles();

    /// Several servers may run in one process, each with its own registry. In a shared registry, one server
    /// would show the gauges of another, and counters would be sums.
    @ArchTest
    public static final ArchRule metersBelongToOneServer =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("io.micrometer.core.instrument.Metrics");

    private RoomRules() {}

    private static boolean isPure(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith("java.") && !name.startsWith("java.sql")
                || type.isPrimitive()
                || type.isArray() && (type.getBaseComponentType().isPrimitive() || isPure(type.getBaseComponentType()))
                || Set.of("dev.parley.id", "jakarta.inject", "org.jspecify.annotations", "org.slf4j")
                        .contains(name)
                || Set.of("problem", "text", "enums", "paging", "background", "backlog", "job", "consistency").stream()
                        .anyMatch(part -> name.startsWith("dev.parley.platform." + part));
    }

    /// Returns the package under the service's root, such as `send` of `dev.parley.message.send`; empty for
    /// the root itself and for classes outside the service.
    private static String room(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.");
        boolean ofService = parts.length > 3
                && parts[0].equals("dev")
                && parts[1].equals("parley")
                && Set.of("thread", "message", "safety", "file", "inbox").contains(parts[2])
                && !parts[3].matches("v\\d.*|internal");
        return ofService ? parts[3] : "";
    }

    /// Excludes what the compiler generates for injection.
    public static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/$");
        }
    }
}

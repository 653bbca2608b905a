package dev.parley.platform.testing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rooms of a service and who may know whom, the same for all services. A service takes them over with
/// `@ArchTest static final ArchTests rooms = ArchTests.in(RoomRules.class)` over [Written] classes.
public final class RoomRules {

    @ArchTest
    static final ArchRule domainKnowsTheJdkProblemsShapesAndInjectionOnly = classes()
            .that()
            .resideInAPackage("dev.parley.*.domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.parley.*.domain..",
                    "java..",
                    "dev.parley.platform.problem..",
                    "dev.parley.platform.text..",
                    "jakarta.inject..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule onlyStoresKnowSql = noClasses()
            .that()
            .resideOutsideOfPackages("dev.parley.*.postgres..", "dev.parley.*.events..", "dev.parley.*.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "io.micronaut.data..");

    @ArchTest
    static final ArchRule onlyTheWireAndClientsKnowProtos = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.parley.*.domain..",
                    "dev.parley.*.postgres..",
                    "dev.parley.*.caffeine..",
                    "dev.parley.*.events..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.google.protobuf..", "io.grpc..", "dev.parley.*.v1..");

    @ArchTest
    static final ArchRule wireKnowsNeitherStoresNorClients = noClasses()
            .that()
            .resideInAPackage("dev.parley.*.grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.*.postgres..", "dev.parley.*.caffeine..", "dev.parley.*.clients..");

    @ArchTest
    static final ArchRule onlyTheConfigurationReachesIntoTheWire = noClasses()
            .that()
            .resideOutsideOfPackages("dev.parley.*.grpc..", "dev.parley.*.config..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.parley.*.grpc..");

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.parley.*.(*)..").should().beFreeOfCycles();

    private RoomRules() {}

    /// Leaves out what the compiler generates for injection.
    public static final class Written implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/$");
        }
    }
}

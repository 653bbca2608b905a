package dev.parley.thread;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rooms of this service are kept apart.
@AnalyzeClasses(
        packages = "dev.parley.thread",
        importOptions = {DoNotIncludeTests.class, RoomsTest.HandWritten.class})
final class RoomsTest {
    private static final String ROOT = "dev.parley.thread.";

    @ArchTest
    static final ArchRule domainKnowsOnlyTheLanguageProblemsAndInjection = classes()
            .that()
            .resideInAPackage(ROOT + "domain..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    ROOT + "domain..",
                    "java..",
                    "dev.parley.platform.problem..",
                    "jakarta.inject..",
                    "org.jspecify.annotations..");

    @ArchTest
    static final ArchRule wireDoesNotKnowTheStore = noClasses()
            .that()
            .resideInAPackage(ROOT + "grpc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "postgres..", ROOT + "clients..", ROOT + "events..", "java.sql..");

    @ArchTest
    static final ArchRule storeDoesNotKnowTheWire = noClasses()
            .that()
            .resideInAnyPackage(ROOT + "postgres..", ROOT + "events..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "grpc..", ROOT + "clients..", ROOT + "v1..", "io.grpc..");

    @ArchTest
    static final ArchRule clientsDoNotKnowTheStore = noClasses()
            .that()
            .resideInAPackage(ROOT + "clients..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(ROOT + "grpc..", ROOT + "postgres..", "java.sql..");

    /// Other services are met on the wire only: their stubs, `dev.parley.<service>.v1`, and nothing else of them.
    @ArchTest
    static final ArchRule noOtherServiceIsKnown = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.parley.(message|safety|inbox|file).(grpc|domain|postgres|clients|events|config)..");

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

    /// Leaves out what the compiler generates for injection.
    public static final class HandWritten implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/$");
        }
    }
}

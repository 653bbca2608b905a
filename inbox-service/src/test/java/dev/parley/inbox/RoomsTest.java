package dev.parley.inbox;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.junit.jupiter.api.Test;

final class RoomsTest {

    private static final String ROOT = "dev.parley.inbox";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/inbox/v1/"))
            .importPackages(ROOT);

    @Test
    void domainKnowsTheJdkProblemsAndInjectionOnly() {
        ArchRuleDefinition.classes()
                .that()
                .resideInAPackage(ROOT + ".domain")
                // Micronaut writes the definitions of beans beside them.
                .and()
                .haveNameNotMatching(".*\\.\\$.*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".domain", "java..", "jakarta.inject..", "dev.parley.platform.problem", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void nobodyReachesIntoTheWireRoom() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".grpc")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".grpc")
                .check(CLASSES);
    }

    @Test
    void onlyTheStoreRoomKnowsSqlAndOnlyTheWireAndClientRoomsKnowProtos() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".postgres")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.micronaut.data..")
                .check(CLASSES);
        ArchRuleDefinition.noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".grpc", ROOT + ".clients")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.google.protobuf..", "io.grpc..", "dev.parley.*.v1..")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}

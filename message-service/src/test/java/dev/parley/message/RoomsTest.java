package dev.parley.message;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

final class RoomsTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.parley.message");

    @Test
    void domainKnowsTheJdkAndProblemsOnly() {
        classes()
                .that()
                .resideInAPackage("dev.parley.message.domain")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "jakarta.inject..",
                        "org.jspecify..",
                        "io.micronaut..",
                        "dev.parley.platform.problem..",
                        "dev.parley.message.domain..")
                .check(CLASSES);
    }

    @Test
    void roomsMeetInTheDomain() {
        noClasses()
                .that()
                .resideInAPackage("dev.parley.message.grpc")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.parley.message.postgres..", "dev.parley.message.clients..", "dev.parley.message.caffeine..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("dev.parley.message.postgres..", "dev.parley.message.caffeine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.grpc..", "dev.parley.message.v1..", "dev.parley.message.grpc..")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCyclesAndKnowNoOtherService() {
        slices().matching("dev.parley.message.(*)..").should().beFreeOfCycles().check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.parley.message..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.parley.thread.domain..",
                        "dev.parley.thread.postgres..",
                        "dev.parley.safety.domain..",
                        "dev.parley.inbox.domain..")
                .check(CLASSES);
    }
}

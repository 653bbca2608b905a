package dev.parley.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.parley.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomsTest {

    @ArchTest
    static final ArchRule THE_DATABASE_KNOWS_NEITHER_COMMANDS_NOR_SERVICES = noClasses()
            .that()
            .resideInAPackage("dev.parley.standalone.postgres")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.parley.standalone", "dev.parley.standalone.demo", "..v1..", "io.grpc..");

    @ArchTest
    static final ArchRule THE_DEMO_SEES_ONLY_WHAT_EVERY_CLIENT_SEES = noClasses()
            .that()
            .resideInAPackage("dev.parley.standalone.demo")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.parley.standalone",
                    "dev.parley.standalone.postgres",
                    "dev.parley.platform..",
                    "dev.parley.thread",
                    "dev.parley.message",
                    "dev.parley.safety",
                    "dev.parley.inbox",
                    "dev.parley.*.internal..",
                    "io.micronaut..");
}

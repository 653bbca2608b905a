package dev.parley.platform;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.parley.platform.testing.RoomRules;

@AnalyzeClasses(packages = "dev.parley.platform", importOptions = DoNotIncludeTests.class)
final class RoomsTest {

    @ArchTest
    static final ArchRule ROOMS_HAVE_NO_CYCLES =
            slices().matching("dev.parley.platform.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule PROBLEMS_KNOW_NOTHING_ELSE = classes()
            .that()
            .resideInAPackage("dev.parley.platform.problem")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.parley.platform.problem");

    @ArchTest
    static final ArchRule PLATFORM_KNOWS_NO_SERVICE = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(
                    "dev.parley.thread..", "dev.parley.message..", "dev.parley.safety..", "dev.parley.inbox..");

    @ArchTest
    static final ArchRule METERS_BELONG_TO_ONE_SERVER = RoomRules.metersBelongToOneServer;
}

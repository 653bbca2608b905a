package dev.parley.thread;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.parley.platform.testing.RoomRules;

@AnalyzeClasses(
        packages = "dev.parley.thread",
        importOptions = {DoNotIncludeTests.class, RoomRules.Written.class})
final class RoomsTest {
    @ArchTest
    static final ArchTests ROOMS = ArchTests.in(RoomRules.class);
}

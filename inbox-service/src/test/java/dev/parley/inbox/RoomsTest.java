package dev.parley.inbox;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import dev.parley.platform.testing.RoomRules;
import java.util.regex.Pattern;

@AnalyzeClasses(
        packages = "dev.parley.inbox",
        importOptions = {DoNotIncludeTests.class, RoomRules.Written.class, RoomsTest.Service.class})
final class RoomsTest {

    @ArchTest
    static final ArchTests ROOMS = ArchTests.in(RoomRules.class);

    /// Excludes the classes of the contract, which have their own packages below that of the service.
    public static final class Service implements ImportOption {
        private static final Pattern CONTRACT = Pattern.compile(".*/inbox/(internal/)?v\\d+/.*");

        @Override
        public boolean includes(Location location) {
            return !location.matches(CONTRACT);
        }
    }
}

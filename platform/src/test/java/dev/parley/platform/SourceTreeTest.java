package dev.parley.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.RoomRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The packages of all modules, of the code and of its tests alike. [RoomRules] checks what the classes depend
/// on, and Checkstyle the size of each file.
class SourceTreeTest {

    private static final Path ROOT = Path.of(System.getProperty("parley.root", ".."));
    private static final int MOST_FILES = 20;

    /// Rooms that only tests have: the engine in memory, the suites of contracts, and what tests share.
    private static final Set<String> ROOMS_OF_TESTS = Set.of("memory", "contract", "testing");

    /// A module with a production counterpart of its tests.
    private static final Set<String> SERVICES =
            Set.of("thread-service", "message-service", "safety-service", "inbox-service");

    @Test
    void packageHasAtMostTwentyFiles() {
        var tooLarge = new TreeMap<Path, Integer>();
        for (Path module : modules()) {
            for (String tree : List.of("main", "test")) {
                packages(module, tree).forEach((folder, files) -> {
                    if (files > MOST_FILES) {
                        tooLarge.put(ROOT.relativize(folder), files);
                    }
                });
            }
        }
        assertThat(tooLarge).as("packages with more than %d files", MOST_FILES).isEmpty();
    }

    @Test
    void packageIsNamedForWhatItHolds() {
        var leftovers = new TreeSet<String>();
        for (Path module : modules()) {
            for (String tree : List.of("main", "test")) {
                packages(module, tree).keySet().stream()
                        .filter(folder -> RoomRules.LEFTOVERS.contains(
                                folder.getFileName().toString()))
                        .map(folder -> ROOT.relativize(folder).toString())
                        .forEach(leftovers::add);
            }
        }
        assertThat(leftovers).as("packages with catch-all names").isEmpty();
    }

    @Test
    void testOfAServiceIsInTheRoomThatItTests() {
        var strays = new TreeSet<String>();
        for (String service : SERVICES) {
            Path module = ROOT.resolve(service);
            Set<String> rooms = new TreeSet<>(rooms(module, "main"));
            rooms.addAll(ROOMS_OF_TESTS);
            rooms(module, "test").stream()
                    .filter(room -> !rooms.contains(room))
                    .map(room -> service + ": " + room)
                    .forEach(strays::add);
        }
        assertThat(strays).as("packages of tests without a counterpart").isEmpty();
    }

    /// The names of the packages directly below the root package of a service.
    private static Set<String> rooms(Path module, String tree) {
        var rooms = new TreeSet<String>();
        Path root = module.resolve("src").resolve(tree).resolve("java/dev/parley");
        packages(module, tree).keySet().stream()
                .map(root::relativize)
                .filter(path -> path.getNameCount() > 1)
                .map(path -> path.getName(1).toString())
                .forEach(rooms::add);
        return rooms;
    }

    private static List<Path> modules() {
        try (Stream<Path> all = Files.list(ROOT)) {
            List<Path> modules = all.filter(module -> Files.exists(module.resolve("pom.xml")))
                    .toList();
            assertThat(modules).hasSizeGreaterThan(8);
            return modules;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The folders with Java files, and how many each has. The description of a package does not count.
    private static Map<Path, Integer> packages(Path module, String tree) {
        Path root = module.resolve("src").resolve(tree).resolve("java");
        var packages = new TreeMap<Path, Integer>();
        if (!Files.isDirectory(root)) {
            return packages;
        }
        try (Stream<Path> all = Files.walk(root)) {
            all.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .forEach(file -> packages.merge(file.getParent(), 1, Integer::sum));
            return packages;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}

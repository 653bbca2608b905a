package dev.parley.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.parley.platform.background.Background;
import dev.parley.platform.background.Repeating;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/operating.md` names every setting of the code with its default, and every loop.
final class OperatingPageTest {

    private static final Path ROOT = Path.of(System.getProperty("parley.root", ".."));
    private static final Pattern VARIABLE = Pattern.compile("PARLEY_[A-Z][A-Z_]*[A-Z]");
    private static final Pattern PROPERTY = Pattern.compile("\"parley\\.([a-z]+(?:[.-][a-z]+)*)(\\.?)\"");
    private static final Pattern ROW = Pattern.compile("^\\| (.*?) \\| (.*) \\| (.*?) \\|$");

    /// System properties, meters and the like, which nobody sets.
    private static final Set<String> NO_SETTINGS = Set.of(
            "background.age",
            "backlog.parked.keys",
            "clock.lead",
            "command",
            "data-dir",
            "database.share.refused",
            "dev",
            "hints.complete",
            "hints.peers",
            "limit.held",
            "limit.refused",
            "local.name",
            "log",
            "log.regressions",
            "outbox.entries");

    private final String page = page();

    @Test
    void everySettingOfARecordIsInATableWithItsDefault() {
        Map<String, String> described = defaults();
        var missing = new TreeMap<String, String>();
        settings().forEach((variable, standard) -> {
            if (!described.getOrDefault(variable, "").contains(standard)) {
                missing.put(variable, standard + ", not " + described.get(variable));
            }
        });
        assertThat(settings()).hasSizeGreaterThan(30).containsEntry("PARLEY_FEED_PAGE", "`128`");
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPropertyThatTheCodeReadsByNameIsOnThePage() throws IOException {
        var missing = new TreeSet<String>();
        for (String source : sources()) {
            PROPERTY.matcher(source)
                    .results()
                    .filter(found -> found.group(2).isEmpty() && !NO_SETTINGS.contains(found.group(1)))
                    .map(found -> variable("parley." + found.group(1)))
                    .filter(variable -> !isOnThePage(variable))
                    .forEach(missing::add);
            VARIABLE.matcher(source)
                    .results()
                    .map(MatchResult::group)
                    .filter(variable -> !isOnThePage(variable))
                    .forEach(missing::add);
        }
        assertThat(missing).isEmpty();
    }

    /// Those of one service contain its name, which is put together in the code.
    @Test
    void everyVariableOfATableIsReadByTheCode() throws IOException {
        var known = new TreeSet<>(settings().keySet());
        for (String source : sources()) {
            VARIABLE.matcher(source).results().map(MatchResult::group).forEach(known::add);
            PROPERTY.matcher(source)
                    .results()
                    .map(found -> variable("parley." + found.group(1)))
                    .forEach(known::add);
        }
        assertThat(defaults().keySet()).hasSizeGreaterThan(30).isSubsetOf(known);
    }

    /// Called by a test that has started everything.
    static void assertEveryLoopIsOnThePage(Standalone standalone) {
        String page = page();
        assertThat(standalone.services().getBean(Background.class).loops())
                .hasSizeGreaterThan(10)
                .extracting(Repeating::name)
                .allSatisfy(loop -> assertThat(page).contains("`" + loop + "`"));
    }

    /// The variables of all settings records, with their defaults as the page shows them.
    private static Map<String, String> settings() {
        var settings = new TreeMap<String, String>();
        new ClassFileImporter()
                        .withImportOption(new DoNotIncludeTests())
                        .withImportOption(location -> location.contains("Config"))
                        .importPackages("dev.parley")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigurationProperties.class))
                        .map(JavaClass::reflect)
                        .forEach(type -> {
                            String prefix = type.getAnnotation(ConfigurationProperties.class)
                                    .value();
                            for (Parameter parameter : type.getDeclaredConstructors()[0].getParameters()) {
                                String property = prefix + "." + hyphenated(parameter.getName());
                                settings.put(variable(property), standard(parameter));
                            }
                        });
        return settings;
    }

    /// Some settings have no default, and each service has its own name; the page says so in a sentence.
    private static String standard(Parameter parameter) {
        Bindable bindable = parameter.getAnnotation(Bindable.class);
        return bindable == null
                        || parameter.getName().equals("serviceName")
                        || bindable.defaultValue().isEmpty()
                ? ""
                : "`" + bindable.defaultValue() + "`";
    }

    /// The variables of the tables, with the last column of their row.
    private Map<String, String> defaults() {
        var defaults = new TreeMap<String, String>();
        page.lines()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .forEach(row -> VARIABLE.matcher(row.group(1))
                        .results()
                        .forEach(found -> defaults.put(found.group(), row.group(3))));
        return defaults;
    }

    private boolean isOnThePage(String variable) {
        return Stream.of("THREAD", "MESSAGE", "SAFETY", "INBOX", "FILE")
                .flatMap(service -> Stream.of(variable, variable.replace(service, "<SERVICE>")))
                .anyMatch(page::contains);
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static String hyphenated(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String page() {
        return read(ROOT.resolve("docs/operating.md"));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            var roots = modules.map(module -> module.resolve("src/main"))
                    .filter(Files::isDirectory)
                    .filter(root -> !Set.of("bench", "clientkit")
                            .contains(root.getParent().getParent().getFileName().toString()))
                    .toList();
            return Stream.concat(
                            Stream.of(ROOT.resolve("parley")), roots.stream().flatMap(OperatingPageTest::sourcesBelow))
                    .map(OperatingPageTest::read)
                    .toList();
        }
    }

    private static Stream<Path> sourcesBelow(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all
                    .filter(file -> Stream.of(".java", ".xml", ".yml").anyMatch(file.toString()::endsWith))
                    .toList()
                    .stream();
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}

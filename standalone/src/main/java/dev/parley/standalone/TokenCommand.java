package dev.parley.standalone;

import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// Prints only a token.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        header = "Prints a token for a user or a service.",
        description = {
            "The token is signed with the key of the data directory, which is created if there is none yet.",
            "Whoever has it acts as the user or service that it names: keep it secret."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./parley token --user usr_alice",
            "  ./parley token --user usr_mona --role moderator",
            "  ./parley token --service bff --scope act-as-user,thread.open --ttl 15m",
            "  grpcurl -plaintext -H \"authorization: Bearer $$(./parley token --user usr_alice)\" \\",
            "    127.0.0.1:50050 parley.inbox.v1.InboxService/ListInbox"
        })
final class TokenCommand implements Callable<Integer> {

    /// Issuer and audience of the tokens of a standalone installation.
    static final String ISSUER = "parley";

    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Pattern USER = Pattern.compile("usr_[A-Za-z0-9_-]{1,60}");
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final Pattern SCOPE = Pattern.compile("[a-z][a-z0-9.-]{0,62}");
    private static final List<String> ROLES = List.of("participant", "moderator", "operator", "admin");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Option(names = "--user", paramLabel = "usr_…", description = "The user that the token is for.")
    private @Nullable String user;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "The user's role: participant (the default), moderator, operator or admin.")
    private @Nullable String role;

    @Option(names = "--service", paramLabel = "NAME", description = "The service that the token is for.")
    private @Nullable String service;

    @Option(
            names = "--scope",
            split = ",",
            paramLabel = "SCOPE",
            description = "A scope of the service, such as act-as-user or thread.open; separate several with commas.")
    private List<String> scopes = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "12h",
            converter = Lifetime.class,
            description = "How long the token is valid, such as 90s, 15m or 7d; at most 30 days"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration ttl = LIFETIME;

    /// A number of seconds, minutes, hours or days.
    static final class Lifetime implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
        private static final Duration MOST = Duration.ofDays(30);

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text);
            if (form.matches()) {
                long number = Long.parseLong(form.group(1));
                Duration lifetime = switch (form.group(2).charAt(0)) {
                    case 's' -> Duration.ofSeconds(number);
                    case 'm' -> Duration.ofMinutes(number);
                    case 'h' -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
                if (lifetime.compareTo(MOST) <= 0) {
                    return lifetime;
                }
            }
            throw new TypeConversionException(
                    "use a number with s, m, h or d, such as 15m, at most 30d, not '" + text + "'");
        }
    }

    @Override
    public Integer call() {
        check();
        spec.commandLine().getOut().println(token(mint(dataDir.path())));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /// Creates a mint that signs tokens with the key of a data directory.
    static TokenMint mint(Path dataDir) {
        return new TokenMint(SigningKey.open(DataDirectory.keysIn(dataDir)), ISSUER, ISSUER, Clock.systemUTC());
    }

    /// Returns a function that creates tokens of participants.
    static UnaryOperator<String> forUsers(TokenMint mint) {
        return user -> mint.user(user, ROLES.getFirst(), LIFETIME);
    }

    private String token(TokenMint mint) {
        return user != null
                ? mint.user(user, role == null ? ROLES.getFirst() : role, ttl)
                : mint.service(String.valueOf(service), scopes, ttl);
    }

    private void check() {
        if ((user == null) == (service == null)) {
            refuse("Name either a user with --user or a service with --service.");
        }
        if (user != null && !USER.matcher(user).matches()) {
            refuse("A user id is usr_ and 1 to 60 letters, digits, _ or -, not '" + user + "'.");
        }
        if (service != null && !SERVICE.matcher(service).matches()) {
            refuse("A service name is 1 to 63 lowercase letters, digits or -, and starts with a letter, not '" + service
                    + "'.");
        }
        if (role != null && service != null) {
            refuse("A service has no --role: give it what it needs with --scope.");
        }
        if (role != null && !ROLES.contains(role)) {
            refuse("A role is one of " + String.join(", ", ROLES) + ", not '" + role + "'.");
        }
        if (user != null && !scopes.isEmpty()) {
            refuse("A user has no --scope: scopes are for services.");
        }
        for (String scope : scopes) {
            if (!SCOPE.matcher(scope).matches()) {
                refuse("A scope is 1 to 63 lowercase letters, digits, . or -, and starts with a letter, not '" + scope
                        + "'.");
            }
        }
    }

    private void refuse(String sentence) {
        throw ParleyCommand.misuse(spec, sentence);
    }
}

package dev.parley.standalone;

import dev.parley.platform.issuer.SigningKey;
import dev.parley.platform.issuer.TokenMint;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Prints a token and nothing else.
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        header = "Prints a token for a user or a service, valid for 12 hours.",
        description = {
            "The token is signed with the key of the data directory, which is made when there is none yet.",
            "With it the caller is whom it names: keep it to yourself."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./parley token --user usr_alice",
            "  ./parley token --user usr_mona --role moderator",
            "  ./parley token --service bff --scope act-as-user",
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
            paramLabel = "SCOPE",
            description = "What the service may do, such as act-as-user or thread.policy; once for each scope.")
    private List<String> scopes = List.of();

    @Override
    public Integer call() {
        check();
        spec.commandLine().getOut().println(token(mint(dataDir.path())));
        spec.commandLine().getOut().flush();
        return 0;
    }

    /// What signs tokens with the key of a data directory.
    static TokenMint mint(Path dataDir) {
        return new TokenMint(SigningKey.open(DataDirectory.keysIn(dataDir)), ISSUER, ISSUER, Clock.systemUTC());
    }

    /// Tokens of participants.
    static UnaryOperator<String> forUsers(TokenMint mint) {
        return user -> mint.user(user, ROLES.getFirst(), LIFETIME);
    }

    private String token(TokenMint mint) {
        return user != null
                ? mint.user(user, role == null ? ROLES.getFirst() : role, LIFETIME)
                : mint.service(String.valueOf(service), scopes, LIFETIME);
    }

    private void check() {
        if ((user == null) == (service == null)) {
            refuse("Name either a user with --user or a service with --service.");
        }
        if (user != null && !USER.matcher(user).matches()) {
            refuse("A user id is usr_ and 1 to 60 letters, digits, _ or -, not '" + user + "'.");
        }
        if (service != null && !SERVICE.matcher(service).matches()) {
            refuse("A service name is 1 to 63 small letters, digits or -, and starts with a letter, not '" + service
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
                refuse("A scope is 1 to 63 small letters, digits, . or -, and starts with a letter, not '" + scope
                        + "'.");
            }
        }
    }

    private void refuse(String sentence) {
        throw ParleyCommand.misuse(spec, sentence);
    }
}

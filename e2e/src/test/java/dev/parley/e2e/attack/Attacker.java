package dev.parley.e2e.attack;

import dev.parley.e2e.process.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The hostile clients, in a process of their own, so that their work is neither the server's nor the honest
/// client's. For each line with the number of an attack it begins that attack; an empty line ends it. It responds to
/// each with a line: the number of tries so far. It ends with its input.
public final class Attacker {

    private Attacker() {}

    /// All attacks, in the order of their numbers.
    static List<Attack> attacks() {
        var all = new ArrayList<Attack>();
        all.add(new Attack("none", siege -> {}));
        all.addAll(CallAttacks.all());
        all.addAll(FrameAttacks.all());
        return all;
    }

    /// @param arguments the port of the server, and the folder of its keys
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        Tokens tokens = Tokens.in(Path.of(arguments[1]));
        List<Attack> attacks = attacks();
        try (var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String command;
            while ((command = commands.readLine()) != null) {
                attack(attacks.get(Integer.parseInt(command)), new Siege(port, tokens), commands);
            }
        }
        System.exit(0);
    }

    private static void attack(Attack attack, Siege siege, BufferedReader commands) throws Exception {
        try (siege) {
            attack.begin().on(siege);
            respond(siege);
            commands.readLine();
        }
        respond(siege);
    }

    private static void respond(Siege siege) throws IOException {
        System.out.println("tries: " + siege.tries());
    }
}

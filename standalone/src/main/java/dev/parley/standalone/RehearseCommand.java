package dev.parley.standalone;

import dev.parley.bench.BenchCommand;
import dev.parley.client.ParleyChannels;
import dev.parley.standalone.demo.Dialogue;
import dev.parley.standalone.demo.DialogueFile;
import dev.parley.standalone.demo.Progress;
import dev.parley.standalone.demo.Replay;
import dev.parley.standalone.demo.UnreadableDialogueException;
import io.grpc.ManagedChannel;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Starts everything on a data directory of its own, plays a few conversations, sends for some seconds as much as
/// goes, and ends: what the JVM learns from it makes later starts quick.
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        header = "Starts, plays and ends once, for the launcher to record.")
final class RehearseCommand implements Callable<Integer> {

    private static final int CONVERSATIONS = 24;
    private static final int AT_ONCE = 8;

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Override
    public Integer call() throws InterruptedException, UnreadableDialogueException {
        var settings = StandaloneSettings.in(dataDir.path()).withPort(0);
        try (Standalone standalone = Standalone.start(settings)) {
            return converse(standalone.port()) && saturate(standalone.port()) ? 0 : 1;
        }
    }

    private boolean converse(int port) throws InterruptedException, UnreadableDialogueException {
        ManagedChannel channel = ParleyChannels.plaintext(Standalone.HOST + ":" + port);
        try {
            List<Dialogue> dialogues = DialogueFile.shipped().subList(0, CONVERSATIONS);
            var tokens = TokenCommand.forUsers(TokenCommand.mint(dataDir.path()));
            var silent = new Progress(new PrintWriter(Writer.nullWriter()), false, Integer.MAX_VALUE);
            return new Replay(channel, tokens, "rehearsal")
                    .play(dialogues, AT_ONCE, silent)
                    .isClean();
        } finally {
            channel.shutdownNow();
        }
    }

    private boolean saturate(int port) {
        var silent = new PrintWriter(Writer.nullWriter());
        String[] arguments = {
            "--quick",
            "--no-ceilings",
            "--only",
            "send-stream",
            "--port",
            Integer.toString(port),
            "--data-dir",
            dataDir.path().toString()
        };
        return new CommandLine(new BenchCommand()).setOut(silent).setErr(silent).execute(arguments) == 0;
    }
}

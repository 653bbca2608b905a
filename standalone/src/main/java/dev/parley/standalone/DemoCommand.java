package dev.parley.standalone;

import dev.parley.client.ParleyChannels;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.report.Progress;
import dev.parley.platform.issuer.TokenMint;
import dev.parley.standalone.demo.Dialogue;
import dev.parley.standalone.demo.DialogueFile;
import dev.parley.standalone.demo.Replay;
import dev.parley.standalone.demo.ReplayReport;
import dev.parley.standalone.demo.UnreadableDialogueException;
import dev.parley.thread.v1.ListThreadsRequest;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Replays real conversations as live traffic.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "Replays real booking conversations as live traffic through the public API.",
        description = {
            "Each conversation becomes a direct thread of two new users, who send their turns, watch the thread and read."
                    + " At the end every feed and every unread count is compared with what was sent; when anything does not"
                    + " match, the exit code is 1.",
            "A file has one JSON object a line: {\"dialogue\": NAME, \"turns\": [[ROLE, TEXT], …]}, with the roles buyer"
                    + " and provider."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./parley demo", "  ./parley demo booking-dialogues.jsonl --threads 32"})
final class DemoCommand implements Callable<Integer> {

    private static final int MAX_THREADS = 1000;
    private static final int CONNECT_MILLIS = 1000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The conversations; without it, the 60 that come with Parley.")
    private @Nullable Path file;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + StandaloneSettings.STANDARD_PORT,
            description = "The port on 127.0.0.1 (default: ${DEFAULT-VALUE}).")
    private int port = StandaloneSettings.STANDARD_PORT;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "16",
            description = "How many conversations go on at once, 1 to 1000 (default: ${DEFAULT-VALUE}).")
    private int threads = 16;

    @Override
    public Integer call() throws InterruptedException {
        if (threads < 1 || threads > MAX_THREADS) {
            throw ParleyCommand.misuse(spec, "--threads must be between 1 and 1000, not " + threads + ".");
        }
        if (port < 1 || port > 65535) {
            throw ParleyCommand.misuse(spec, "The port must be between 1 and 65535, not " + port + ".");
        }
        List<Dialogue> dialogues = dialogues();
        refuseSilence();
        ManagedChannel channel = ParleyChannels.plaintext(address());
        try {
            TokenMint mint = TokenCommand.mint(dataDir.path());
            String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
            Replay replay = new Replay(channel, TokenCommand.forUsers(mint), run);
            refuseForeignKey(channel, mint);
            return report(replay.play(dialogues, threads, progress()));
        } finally {
            channel.shutdownNow();
        }
    }

    private List<Dialogue> dialogues() {
        try {
            return file == null ? DialogueFile.shipped() : DialogueFile.read(file);
        } catch (UnreadableDialogueException unreadable) {
            throw new CommandFailure(String.valueOf(unreadable.getMessage()), unreadable);
        }
    }

    private void refuseSilence() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Standalone.HOST, port), CONNECT_MILLIS);
        } catch (IOException silent) {
            throw new CommandFailure("Nothing answers at " + address() + ": start it with ./parley up.", silent);
        }
    }

    private void refuseForeignKey(Channel channel, TokenMint mint) {
        try {
            User.with("usr_demo", channel, TokenCommand.forUsers(mint).apply("usr_demo"))
                    .threads()
                    .listThreads(ListThreadsRequest.newBuilder().setPageSize(1).build());
        } catch (StatusRuntimeException refused) {
            throw new CommandFailure(
                    refused.getStatus().getCode() == Status.Code.UNAUTHENTICATED
                            ? "The server at " + address() + " does not trust the key in " + dataDir.path()
                                    + ": name its data directory with --data-dir."
                            : "The server at " + address() + " is not ready: " + refused.getStatus() + ".",
                    refused);
        }
    }

    private Progress progress() {
        var progress = new Progress(spec.commandLine().getErr());
        progress.begin("demo");
        return progress;
    }

    private int report(ReplayReport report) {
        PrintWriter out = spec.commandLine().getOut();
        report.table().forEach(out::println);
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        report.complaints().forEach(err::println);
        err.flush();
        return report.isClean() ? 0 : 1;
    }

    private String address() {
        return Standalone.HOST + ":" + port;
    }
}

package dev.parley.standalone;

import dev.parley.client.ParleyChannels;
import dev.parley.clientkit.call.User;
import dev.parley.clientkit.follow.ThreadFollower;
import dev.parley.clientkit.report.Progress;
import dev.parley.clientkit.send.History;
import dev.parley.clientkit.send.SendLine;
import dev.parley.clientkit.send.Sending.Fate;
import dev.parley.standalone.demo.Dialogue;
import dev.parley.standalone.demo.DialogueFile;
import dev.parley.standalone.demo.Replay;
import dev.parley.standalone.demo.UnreadableDialogueException;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Starts everything on a separate data directory, plays a few conversations, sends many messages over
/// streams, and exits. The JVM records its profile, which makes later starts faster.
@Command(
        name = "rehearse",
        hidden = true,
        mixinStandardHelpOptions = true,
        header = "Starts, plays and exits once, for the launcher to record.")
final class RehearseCommand implements Callable<Integer> {

    private static final int CONVERSATIONS = 24;
    private static final int AT_ONCE = 8;
    private static final int STREAMS = 40;
    private static final int SENDS = 1_000;
    private static final int WINDOW = 8;

    @Mixin
    private DataDirOption dataDir = new DataDirOption();

    @Override
    public Integer call() throws Exception {
        var settings = StandaloneSettings.in(dataDir.path()).withPort(0);
        try (Standalone standalone = Standalone.start(settings)) {
            ManagedChannel channel = ParleyChannels.plaintext(Standalone.HOST + ":" + standalone.port());
            try {
                UnaryOperator<String> tokens = TokenCommand.forUsers(TokenCommand.mint(dataDir.path()));
                return converse(channel, tokens) && stream(channel, tokens) ? 0 : 1;
            } finally {
                channel.shutdownNow();
            }
        }
    }

    private static boolean converse(Channel channel, UnaryOperator<String> tokens)
            throws InterruptedException, UnreadableDialogueException {
        List<Dialogue> dialogues = DialogueFile.shipped().subList(0, CONVERSATIONS);
        return new Replay(channel, tokens, "rehearsal")
                .play(dialogues, AT_ONCE, Progress.silent())
                .isClean();
    }

    private static boolean stream(Channel channel, UnaryOperator<String> tokens) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> streams = IntStream.range(0, STREAMS)
                    .<Callable<Boolean>>mapToObj(i -> () -> stream(channel, tokens, i))
                    .toList();
            boolean all = true;
            for (Future<Boolean> stream : new ArrayList<>(threads.invokeAll(streams))) {
                all &= stream.get();
            }
            return all;
        }
    }

    private static boolean stream(Channel channel, UnaryOperator<String> tokens, int number) {
        String senderId = "usr_rehearsal-sender-" + number;
        String readerId = "usr_rehearsal-reader-" + number;
        User sender = User.with(senderId, channel, tokens.apply(senderId));
        String thread = sender.direct(readerId);
        var history = new History();
        try (ThreadFollower feed =
                User.with(readerId, channel, tokens.apply(readerId)).follow(thread, 0)) {
            var line = new SendLine(sender, history, WINDOW);
            for (int i = 1; i <= SENDS; i++) {
                line.send(User.draft(thread, "rehearsal-" + i, "Is the studio free on Friday? This is request " + i));
            }
            line.finish();
            feed.awaitSequence(history.all(Fate.ACKED).size());
            return history.all(Fate.ACKED).size() == SENDS && feed.violations().isEmpty();
        }
    }
}

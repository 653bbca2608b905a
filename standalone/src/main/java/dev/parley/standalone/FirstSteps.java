package dev.parley.standalone;

import java.nio.file.Path;

/// Three commands to try on a Parley that was just started, ready to be pasted.
///
/// @param port the port that it listens on
/// @param dataDir its data directory, with the key for tokens
record FirstSteps(int port, Path dataDir) {

    String text() {
        String command = System.getProperty("parley.command", "./parley");
        Path standard =
                Path.of(System.getProperty("parley.data-dir", ".parley")).toAbsolutePath();
        String option = dataDir.equals(standard.normalize()) ? "" : " --data-dir " + quoted(dataDir.toString());
        String grpcurl = "grpcurl -plaintext -H \"authorization: Bearer $(" + quoted(command) + " token --user %s"
                + option + ")\"";
        String alice = grpcurl.formatted("usr_alice");
        String bob = grpcurl.formatted("usr_bob");
        return """

                Try in another terminal, with any gRPC client such as grpcurl:

                thread=$(%1$s -d '{"user_id": "usr_bob"}' %3$s parley.thread.v1.ThreadService/GetOrCreateDirectThread | grep -o 'thr_[A-Za-z0-9_-]*' | head -n 1)
                %1$s -d '{"thread_id": "'$thread'", "request_id": "first-hello", "text": "Hello Bob"}' %3$s parley.message.v1.MessageService/SendMessage
                %2$s %3$s parley.inbox.v1.InboxService/ListInbox""".formatted(alice, bob, Standalone.HOST + ":" + port);
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}

package dev.parley.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.log.Draft;
import dev.parley.platform.application.StartException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContentKeyTest {

    private static final String KEY = "0123456789abcdef";

    @TempDir
    private Path directory;

    @Test
    void settingWinsOverTheDirectory() {
        assertThat(ContentKey.of(Optional.of(KEY), Optional.of(directory.toString())))
                .isEqualTo(KEY.getBytes(StandardCharsets.UTF_8));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void keyOfADirectoryIsCreatedOnceForAllCallers() throws Exception {
        Callable<String> find = () ->
                new String(ContentKey.of(Optional.empty(), Optional.of(directory.toString())), StandardCharsets.UTF_8);
        Set<String> keys;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var found = callers.invokeAll(Collections.nCopies(20, find));
            keys = found.stream().map(future -> future.resultNow()).collect(Collectors.toSet());
        }
        assertThat(keys)
                .containsExactly(find.call())
                .allSatisfy(key -> assertThat(key).hasSize(43));
        assertThat(directory.toFile().list()).hasSize(1);
    }

    @Test
    void withoutEitherTheServiceDoesNotStart() {
        assertThatThrownBy(() -> ContentKey.of(Optional.empty(), Optional.of(" ")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("PARLEY_MESSAGE_CONTENT_KEY");
        assertThatThrownBy(() -> ContentKey.of(Optional.of("short"), Optional.empty()))
                .isInstanceOf(StartException.class);
    }

    @Test
    void hashDependsOnTheKeyTheTextAndTheMessageRepliedTo() {
        var hash = new KeyedContentHash(KEY, null);
        assertThat(hash.hash(draft("text", "msg_1")))
                .isEqualTo(hash.hash(draft("text", "msg_1")))
                .isNotEqualTo(hash.hash(draft("text", "msg_2")))
                .isNotEqualTo(hash.hash(draft("other", "msg_1")))
                .isNotEqualTo(new KeyedContentHash(KEY + "x", null).hash(draft("text", "msg_1")));
    }

    private static Draft draft(String text, String answered) {
        return new Draft(
                new ThreadId("thr_1"), new UserId("usr_a"), "request-1", text, Optional.of(new MessageId(answered)));
    }
}

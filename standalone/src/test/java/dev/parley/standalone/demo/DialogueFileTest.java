package dev.parley.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.standalone.demo.Dialogue.Role;
import dev.parley.standalone.demo.Dialogue.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DialogueFileTest {

    private static final String GOOD = "{\"dialogue\": \"a\", \"services\": [\"X\"], \"turns\": [[\"buyer\", \"Hé\"]]}";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theIncludedFileContainsSixtyConversations() throws UnreadableDialogueException {
        assertThat(DialogueFile.shipped()).hasSize(60).allSatisfy(dialogue -> {
            assertThat(dialogue.turns()).isNotEmpty();
            assertThat(dialogue.name()).isNotEmpty();
        });
    }

    @Test
    void linesBecomeDialoguesInOrder() throws Exception {
        Path file = write(GOOD + "\n\n{\"turns\": [[\"provider\", \"One\"], [\"buyer\", \"Two\"]]}");
        assertThat(DialogueFile.read(file))
                .containsExactly(
                        new Dialogue("a", java.util.List.of(new Turn(Role.BUYER, "Hé"))),
                        new Dialogue(
                                "line 3",
                                java.util.List.of(new Turn(Role.PROVIDER, "One"), new Turn(Role.BUYER, "Two"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"turns\": [[\"buyer\", \"x\"]]              | not a JSON object",
                "[1, 2]                                         | not a JSON object",
                "{\"turns\": [[\"buyer\", \"x\"]]} {}           | not a JSON object",
                "{'turns': [['buyer', 'x']]}                    | not a JSON object",
                "{\"dialogue\": \"a\"}                          | \"turns\"",
                "{\"turns\": []}                                | \"turns\"",
                "{\"turns\": [[\"buyer\", \"x\"], \"y\"]}       | turn 2",
                "{\"turns\": [[\"buyer\", \"x\", \"y\"]]}       | turn 1",
                "{\"turns\": [[\"seller\", \"x\"]]}             | buyer or provider",
                "{\"turns\": [[\"buyer\", 7]]}                  | text of turn 1",
                "{\"turns\": [[\"buyer\", \"\"]]}               | is empty",
                "{\"dialogue\": 7, \"turns\": [[\"buyer\", \"x\"]]} | \"dialogue\" must be text",
            })
    void aMalformedLineIsNamed(String line, String why) throws IOException {
        Path file = write(GOOD + "\n" + line + "\n" + GOOD);
        assertThatExceptionOfType(UnreadableDialogueException.class)
                .isThrownBy(() -> DialogueFile.read(file))
                .withMessageStartingWith(file + ", line 2: ")
                .withMessageContaining(why)
                .withMessageEndingWith(".");
    }

    @Test
    void anEmptyFileContainsNoConversation() throws IOException {
        Path file = write("\n");
        assertThatExceptionOfType(UnreadableDialogueException.class)
                .isThrownBy(() -> DialogueFile.read(file))
                .withMessage(file + " contains no conversation.");
    }

    @Test
    void aMissingFileIsNamed() {
        Path file = directory.resolve("none.jsonl");
        assertThatExceptionOfType(UnreadableDialogueException.class)
                .isThrownBy(() -> DialogueFile.read(file))
                .withMessage("No such file: " + file + ".");
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Path file = directory.resolve("latin.jsonl");
        Files.write(file, GOOD.getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(UnreadableDialogueException.class)
                .isThrownBy(() -> DialogueFile.read(file))
                .withMessageContaining("UTF-8");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("dialogues.jsonl"), text);
    }
}

package dev.parley.standalone.demo;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.parley.standalone.demo.Dialogue.Role;
import dev.parley.standalone.demo.Dialogue.Turn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Reads conversations: one JSON object per line, `{"dialogue": NAME, "turns": [[ROLE, TEXT], …]}`, with the
/// roles `buyer` and `provider`. Other fields and empty lines are skipped.
public final class DialogueFile {

    /// The conversations that are included in the project; see `demo/ATTRIBUTION`.
    private static final String SHIPPED = "/demo/booking-dialogues.jsonl";

    private DialogueFile() {}

    /// Reads the conversations that are included in the project.
    public static List<Dialogue> shipped() throws UnreadableDialogueException {
        var stream = Objects.requireNonNull(DialogueFile.class.getResourceAsStream(SHIPPED), SHIPPED);
        try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return read(reader, "The shipped file");
        } catch (IOException failure) {
            throw new UnreadableDialogueException("The shipped file cannot be read: " + failure.getMessage() + ".");
        }
    }

    /// Reads a file. The exception names the file, the line and the error.
    public static List<Dialogue> read(Path file) throws UnreadableDialogueException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return read(reader, file.toString());
        } catch (NoSuchFileException none) {
            throw new UnreadableDialogueException("No such file: " + file + ".");
        } catch (CharacterCodingException malformed) {
            throw new UnreadableDialogueException(file + " is not UTF-8 text.");
        } catch (IOException failure) {
            throw new UnreadableDialogueException(file + " cannot be read: " + failure.getMessage() + ".");
        }
    }

    private static List<Dialogue> read(BufferedReader reader, String name)
            throws IOException, UnreadableDialogueException {
        var dialogues = new ArrayList<Dialogue>();
        int number = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                dialogues.add(dialogue(line, number));
            } catch (UnreadableDialogueException | JsonParseException | IOException malformed) {
                String why = malformed instanceof UnreadableDialogueException ours
                        ? String.valueOf(ours.getMessage())
                        : "it is not a JSON object";
                throw new UnreadableDialogueException(name + ", line " + number + ": " + why + ".");
            }
        }
        if (dialogues.isEmpty()) {
            throw new UnreadableDialogueException(name + " contains no conversation.");
        }
        return dialogues;
    }

    private static Dialogue dialogue(String line, int number) throws IOException, UnreadableDialogueException {
        if (!(parse(line) instanceof JsonObject object)) {
            throw new UnreadableDialogueException("it is not a JSON object");
        }
        String name = object.get("dialogue") == null ? "line " + number : text(object.get("dialogue"), "\"dialogue\"");
        if (!(object.get("turns") instanceof JsonArray array) || array.isEmpty()) {
            throw new UnreadableDialogueException("\"turns\" must be a list of [role, text] with at least one");
        }
        var turns = new ArrayList<Turn>();
        for (JsonElement element : array) {
            turns.add(turn(element, turns.size() + 1));
        }
        return new Dialogue(name, turns);
    }

    private static JsonElement parse(String line) throws IOException {
        var reader = new JsonReader(new StringReader(line));
        reader.setStrictness(Strictness.STRICT);
        JsonElement element = new Gson().getAdapter(JsonElement.class).read(reader);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw new JsonParseException("more than one value");
        }
        return element;
    }

    private static Turn turn(JsonElement element, int number) throws UnreadableDialogueException {
        if (!(element instanceof JsonArray pair) || pair.size() != 2) {
            throw new UnreadableDialogueException("turn " + number + " must be [role, text]");
        }
        Role role = switch (text(pair.get(0), "the role of turn " + number)) {
            case "buyer" -> Role.BUYER;
            case "provider" -> Role.PROVIDER;
            default ->
                throw new UnreadableDialogueException("the role of turn " + number + " must be buyer or provider");
        };
        String text = text(pair.get(1), "the text of turn " + number);
        if (text.isEmpty()) {
            throw new UnreadableDialogueException("the text of turn " + number + " is empty");
        }
        return new Turn(role, text);
    }

    private static String text(JsonElement element, String what) throws UnreadableDialogueException {
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
            return element.getAsString();
        }
        throw new UnreadableDialogueException(what + " must be text");
    }
}

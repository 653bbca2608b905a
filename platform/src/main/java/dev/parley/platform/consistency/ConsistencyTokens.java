package dev.parley.platform.consistency;

import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.text.MarkedToken;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Consistency tokens: short printable strings that contain positions. A write returns one, and a read with
/// that token waits until it has reached all of them.
///
/// A token grants nothing and proves nothing: anybody can create one, with any position. So a read considers
/// only positions of what the caller may see, and waits for a bounded time.
public final class ConsistencyTokens {

    /// The maximum length of a token.
    public static final int MAX_CHARS = 1000;

    /// The maximum number of positions that a call may name: 16 tokens of about 25 positions.
    public static final int MAX_POSITIONS = 400;

    private static final byte VERSION = 1;
    private static final String CONTEXT = "consistency";

    private ConsistencyTokens() {}

    /// Returns the token of one position. Every send creates one.
    public static String write(Position position) {
        return MarkedToken.write(VERSION, CONTEXT, PositionBytes.write(position));
    }

    /// Returns the token of some positions.
    public static String write(Position... positions) {
        return write(List.of(positions));
    }

    /// Returns the token of positions, never an empty text: the token of none waits for nothing. A token has
    /// room for about 25 positions with ids of this system, and for at least 5 with the longest possible ids.
    /// Further positions are dropped, starting with the last: a write that was stored must not fail because
    /// its token has no room.
    public static String write(Collection<Position> positions) {
        var body = new ByteArrayOutputStream();
        for (Position position : latest(positions)) {
            byte[] entry = PositionBytes.write(position);
            if (MarkedToken.length(body.size() + entry.length) > MAX_CHARS) {
                break;
            }
            body.writeBytes(entry);
        }
        return MarkedToken.write(VERSION, CONTEXT, body.toByteArray());
    }

    /// Returns the positions of several tokens: for each subject only the greatest. Empty texts and unknown
    /// types of positions are skipped. Throws `RequestInvalid` of `consistency_tokens[i]` for anything else
    /// that [#write] did not write, and of `consistency_tokens` for more than [#MAX_POSITIONS].
    public static List<Position> read(List<String> tokens) {
        var positions = new LinkedHashMap<Position, Position>();
        for (int i = 0; i < tokens.size(); i++) {
            String field = "consistency_tokens[" + i + "]";
            String token = tokens.get(i);
            if (!token.isEmpty()) {
                read(token)
                        .orElseThrow(() -> malformed(field).exception())
                        .forEach(position -> keep(positions, position));
            }
        }
        if (positions.size() > MAX_POSITIONS) {
            throw RequestInvalid.of(
                            "consistency_tokens",
                            "consistency_tokens.positions",
                            "must name at most " + MAX_POSITIONS + " positions together")
                    .exception();
        }
        return List.copyOf(positions.values());
    }

    private static Optional<List<Position>> read(String token) {
        return MarkedToken.read(VERSION, CONTEXT, token, MAX_CHARS)
                .flatMap(body -> PositionBytes.read(ByteBuffer.wrap(body)));
    }

    private static List<Position> latest(Collection<Position> positions) {
        var latest = new LinkedHashMap<Position, Position>();
        positions.forEach(position -> keep(latest, position));
        return List.copyOf(latest.values());
    }

    private static void keep(Map<Position, Position> latest, Position position) {
        latest.merge(position.at(0), position, (one, other) -> one.value() >= other.value() ? one : other);
    }

    private static RequestInvalid malformed(String field) {
        return RequestInvalid.of(field, "consistency_token", "is damaged, or is not a consistency token");
    }
}

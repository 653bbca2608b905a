package dev.parley.platform.paging;

import dev.parley.platform.problem.PlatformProblem.PageTokenInvalid;
import dev.parley.platform.text.MarkedToken;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Page tokens: short printable strings that contain a position in one query, and grant nothing.
///
/// A token is a [MarkedToken] in the context of its query. So a damaged token is refused, and so is one of
/// any other query: another RPC, another user, other filters. A forged position only starts a page somewhere
/// else in what the caller may read anyway. Resume tokens of feeds have the same form.
public final class PageTokens {

    /// The field of a request that carries a token of a page.
    public static final String PAGE_TOKEN = "page_token";

    /// The field of a request that carries a token of a feed.
    public static final String RESUME_TOKEN = "resume_token";

    private static final byte VERSION = 1;
    private static final int MAX_CHARS = 2048;
    private static final char SEPARATOR = '\n';

    private PageTokens() {}

    /// Writes the token of a position. The query names the RPC, the acting user and all filters, such as
    /// `ListThreads|usr_a|kind=INQUIRY`. A part of the position must not contain a line break.
    public static String write(String query, Object... position) {
        var text = new StringBuilder();
        for (int i = 0; i < position.length; i++) {
            String part = String.valueOf(position[i]);
            if (part.indexOf(SEPARATOR) >= 0) {
                throw new IllegalArgumentException("A part of a position contains a line break.");
            }
            if (i > 0) {
                text.append(SEPARATOR);
            }
            text.append(part);
        }
        return MarkedToken.write(VERSION, query, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /// Reads the position of a page token of the same query with a parser of its `parts` strings. The empty token
    /// is the start: it has no position. Throws `PageTokenInvalid` for anything that [#write] did not write for
    /// this query.
    public static <T> Optional<T> read(String token, String query, int parts, Function<List<String>, T> parser) {
        return token.isEmpty()
                ? Optional.empty()
                : Optional.of(parsed(token, query, parts, parser)
                        .orElseThrow(() -> new PageTokenInvalid(PAGE_TOKEN).exception()));
    }

    /// Reads the position of a resume token of the same feed with a parser of its only string. Throws
    /// `PageTokenInvalid` like [#read], and also for the empty token.
    public static <T> T readResume(String token, String query, Function<String, T> parser) {
        return parsed(token, query, 1, parts -> parser.apply(parts.getFirst()))
                .orElseThrow(() -> new PageTokenInvalid(RESUME_TOKEN).exception());
    }

    /// An exception of one of the JDK's parsers also means that the token is invalid: the mark is not secret, so
    /// anybody can forge a token.
    private static <T> Optional<T> parsed(String token, String query, int parts, Function<List<String>, T> parser) {
        try {
            return MarkedToken.read(VERSION, query, token, MAX_CHARS)
                    .flatMap(PageTokens::text)
                    .map(PageTokens::split)
                    .filter(position -> position.size() == parts)
                    .map(parser);
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException forged) {
            return Optional.empty();
        }
    }

    private static Optional<String> text(byte[] body) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException malformed) {
            return Optional.empty();
        }
    }

    private static List<String> split(String body) {
        var parts = new ArrayList<String>();
        int from = 0;
        for (int at = body.indexOf(SEPARATOR); at >= 0; at = body.indexOf(SEPARATOR, from)) {
            parts.add(body.substring(from, at));
            from = at + 1;
        }
        parts.add(body.substring(from));
        return List.copyOf(parts);
    }
}

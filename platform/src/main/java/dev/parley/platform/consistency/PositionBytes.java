package dev.parley.platform.consistency;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.consistency.Position.Cursor;
import dev.parley.platform.consistency.Position.Facts;
import dev.parley.platform.consistency.Position.Head;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Positions as bytes: for each its type, the length of the rest, the value, and its ids without their
/// prefixes.
///
/// The length lets a reader skip an unknown type. Anything that a later version adds at the end of an entry
/// is skipped as well.
final class PositionBytes {

    private static final int HEAD = 1;
    private static final int CURSOR = 2;
    private static final int FACTS = 3;
    private static final String THREAD_PREFIX = "thr_";
    private static final String USER_PREFIX = "usr_";
    private static final int BITS = 7;

    private PositionBytes() {}

    static byte[] write(Position position) {
        var rest = new ByteArrayOutputStream();
        writeNumber(rest, position.value());
        int sort = switch (position) {
            case Head(ThreadId thread, long _) -> {
                writeId(rest, thread.value(), THREAD_PREFIX);
                yield HEAD;
            }
            case Cursor(ThreadId thread, UserId user, long _) -> {
                writeId(rest, thread.value(), THREAD_PREFIX);
                writeId(rest, user.value(), USER_PREFIX);
                yield CURSOR;
            }
            case Facts(ThreadId thread, long _) -> {
                writeId(rest, thread.value(), THREAD_PREFIX);
                yield FACTS;
            }
        };
        var entry = new ByteArrayOutputStream();
        writeNumber(entry, sort);
        writeNumber(entry, rest.size());
        entry.writeBytes(rest.toByteArray());
        return entry.toByteArray();
    }

    /// Returns all positions of known types; empty if the bytes are malformed.
    static Optional<List<Position>> read(ByteBuffer bytes) {
        try {
            var positions = new ArrayList<Position>();
            while (bytes.hasRemaining()) {
                long sort = readNumber(bytes);
                int length = Math.toIntExact(readNumber(bytes));
                ByteBuffer rest = bytes.slice(bytes.position(), length);
                bytes.position(bytes.position() + length);
                read(sort, rest).ifPresent(positions::add);
            }
            return Optional.of(positions);
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Position> read(long sort, ByteBuffer rest) {
        if (sort != HEAD && sort != CURSOR && sort != FACTS) {
            return Optional.empty();
        }
        long value = readNumber(rest);
        var thread = new ThreadId(readId(rest, THREAD_PREFIX));
        if (sort == CURSOR) {
            return Optional.of(new Cursor(thread, new UserId(readId(rest, USER_PREFIX)), value));
        }
        return Optional.of(sort == HEAD ? new Head(thread, value) : new Facts(thread, value));
    }

    private static void writeId(ByteArrayOutputStream out, String id, String prefix) {
        byte[] own = id.substring(prefix.length()).getBytes(StandardCharsets.US_ASCII);
        writeNumber(out, own.length);
        out.writeBytes(own);
    }

    private static String readId(ByteBuffer bytes, String prefix) {
        byte[] own = new byte[Math.min(bytes.remaining() + 1, Math.toIntExact(readNumber(bytes)))];
        bytes.get(own);
        return prefix + new String(own, StandardCharsets.US_ASCII);
    }

    private static void writeNumber(ByteArrayOutputStream out, long number) {
        long left = number;
        while (left >= 1 << BITS) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= BITS;
        }
        out.write((int) left);
    }

    private static long readNumber(ByteBuffer bytes) {
        long number = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            byte part = bytes.get();
            number |= (long) (part & 0x7F) << shift;
            if (part >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("Not a number");
    }
}

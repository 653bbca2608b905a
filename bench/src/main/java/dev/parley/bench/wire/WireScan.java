package dev.parley.bench.wire;

/// Iterates over the fields of one encoded protobuf message without creating objects.
///
/// [#next] moves to the next field; [#enter] moves into the message in the current field, and there is no way
/// back.
final class WireScan {

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;
    private int position;
    private int end;
    private int field;
    private long number;
    private int start;

    WireScan(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.position = start;
        this.end = end;
    }

    /// Moves to the next field. Returns false at the end of the message.
    boolean next() {
        if (position >= end) {
            return false;
        }
        int tag = (int) varint();
        field = tag >>> 3;
        start = position;
        switch (tag & 7) {
            case VARINT -> number = varint();
            case FIXED64 -> position += Long.BYTES;
            case FIXED32 -> position += Integer.BYTES;
            case LENGTH -> {
                int length = (int) varint();
                start = position;
                position += length;
            }
            default -> throw new IllegalArgumentException("Not an encoded message: wire type " + (tag & 7));
        }
        return true;
    }

    /// Moves on to a given field. Returns false if the rest of the message does not have it.
    boolean find(int wanted) {
        while (next()) {
            if (field == wanted) {
                return true;
            }
        }
        return false;
    }

    /// Moves into the message in the current field.
    void enter() {
        end = position;
        position = start;
    }

    int field() {
        return field;
    }

    /// Returns the value of the current field, if it is a number.
    long number() {
        return number;
    }

    /// Returns where the bytes of the current field start.
    int start() {
        return start;
    }

    /// Returns where the bytes of the current field end.
    int end() {
        return position;
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("Not an encoded message: a number that does not end");
    }
}

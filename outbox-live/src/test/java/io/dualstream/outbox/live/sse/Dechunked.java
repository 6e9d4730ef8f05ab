package io.dualstream.outbox.live.sse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body of a response in chunks, without their sizes. */
final class Dechunked extends InputStream {

    private final InputStream in;
    private int left;
    private boolean over;

    Dechunked(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (left == 0 && !over) {
            left = Integer.parseInt(line(in), 16);
            over = left == 0;
        }
        if (over) {
            return -1;
        }
        int got = in.read(to, offset, Math.min(length, left));
        if (got < 0) {
            throw new EOFException("the connection broke");
        }
        left -= got;
        if (left == 0) {
            line(in);
        }
        return got;
    }

    /** Up to a line end, which is taken too. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection broke");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}

package io.dualstream.outbox.example.orders.demo;

import java.util.List;

/**
 * How the demo was called.
 *
 * @param smoke play the whole story without a browser and exit: 0 when the books balance, 1 otherwise
 * @param port of the page on loopback. Default 8080, or any free one when that is taken
 */
record Options(boolean smoke, int port) {

    static final int DEFAULT_PORT = 8080;
    static final String USAGE = "usage: demo [--smoke] [--port=8080]";

    /** Throws {@link IllegalArgumentException} with the usage when it does not understand. */
    static Options parse(List<String> args) {
        boolean smoke = false;
        int port = DEFAULT_PORT;
        for (String arg : args) {
            if (arg.equals("--smoke")) {
                smoke = true;
            } else if (arg.matches("--port=\\d{1,5}")) {
                port = Integer.parseInt(arg.substring("--port=".length()));
            } else {
                throw new IllegalArgumentException(USAGE);
            }
        }
        return new Options(smoke, port);
    }
}

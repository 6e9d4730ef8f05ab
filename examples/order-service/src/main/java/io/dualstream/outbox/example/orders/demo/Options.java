package io.dualstream.outbox.example.orders.demo;

import java.util.List;

/**
 * The command line options of the demo.
 *
 * @param smoke whether the demo plays everything without a browser and exits: with 0 if the ledger balances, with 1
 *     otherwise
 * @param port port of the page on loopback. Default 8080; if the port is taken, any free port
 */
record Options(boolean smoke, int port) {

    static final int DEFAULT_PORT = 8080;
    static final String USAGE = "usage: demo [--smoke] [--port=8080]";

    /** Parses the options. Throws {@link IllegalArgumentException} with the usage if an option is not valid. */
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

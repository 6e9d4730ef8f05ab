package io.dualstream.outbox.relay.app;

import java.util.List;
import java.util.Optional;

/** The arguments of the relay process, apart from commands: settings of the relay, and Spring Boot's own. */
final class Arguments {

    private static final List<String> PREFIXES =
            List.of("--" + RelayProperties.PREFIX + ".", "--spring.", "--logging.");
    private static final List<String> FLAGS = List.of("--debug", "--trace");

    private Arguments() {}

    /**
     * A sentence about the first argument that has no meaning: without an error it would be ignored, and a mistyped command
     * would start a relay. Names of settings are not compared. A value is not repeated, because it may be a password.
     */
    static Optional<String> fault(List<String> arguments) {
        return arguments.stream()
                .filter(argument ->
                        !FLAGS.contains(argument) && PREFIXES.stream().noneMatch(argument::startsWith))
                .findFirst()
                .map(argument -> sentence(argument.split("=", 2)[0]));
    }

    private static String sentence(String name) {
        if (name.equals(ReconcileCommand.NAME)) {
            return "the command " + name + " comes first: java -jar outbox-relay.jar " + name + " …, then its settings";
        }
        return name.startsWith("--")
                ? name + " is no argument of the relay; settings are written --" + RelayProperties.PREFIX
                        + ".<name>=<value>, and --help lists them"
                : name + " is no command; without a command the relay starts, and the only command is "
                        + ReconcileCommand.NAME + " (--help says more)";
    }
}

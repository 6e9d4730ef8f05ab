package io.dualstream.outbox.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains, as a failure analysis of Spring Boot, what is wrong with the outbox schema and how to correct it. */
final class OutboxSchemaFailureAnalyzer extends AbstractFailureAnalyzer<OutboxSchemaException> {

    private static final String RUN = "; run: ";

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, OutboxSchemaException cause) {
        String sentence = String.valueOf(cause.getMessage());
        int statement = sentence.indexOf(RUN);
        return statement < 0
                ? new FailureAnalysis(sentence, action(all(cause)), cause)
                : new FailureAnalysis(
                        sentence.substring(0, statement) + ".",
                        "Run as a superuser or the owner: " + sentence.substring(statement + RUN.length()),
                        cause);
    }

    private static String action(String said) {
        if (said.contains("No Flyway database plugin found") || said.contains("Unsupported Database")) {
            return "The outbox needs PostgreSQL 15 or later. Name a DataSource for such a database with outbox.data-source, and have "
                    + "org.flywaydb:flyway-database-postgresql on the class path.";
        }
        if (said.contains("was made with psql") || said.contains("already has a table named event")) {
            return "Flyway does not take over an outbox that was made with psql: set outbox.migrate=false, and upgrade the schema with "
                    + "psql, as docs/operating.md says. If the table is not an outbox, choose another schema with outbox.schema.";
        }
        if (said.contains("permission denied") || said.contains("as that superuser")) {
            return "Set outbox.migrate=false, and run the migration as a user who may.";
        }
        if (said.contains("Validate failed") || said.contains("has no table")) {
            return "Run the migration of this version as a user who may, or set outbox.migrate=true to run it at start.";
        }
        if (said.contains("Unable to obtain connection")) {
            return "Check that the database runs, and the DataSource's URL, user and password.";
        }
        return "Correct the problem named above, or set outbox.migrate=false and run the migration elsewhere.";
    }

    private static String all(Throwable failure) {
        StringBuilder said = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            said.append(cause.getMessage()).append('\n');
        }
        return said.toString();
    }
}

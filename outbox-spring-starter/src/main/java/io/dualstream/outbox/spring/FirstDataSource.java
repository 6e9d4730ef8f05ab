package io.dualstream.outbox.spring;

import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;

/** Matches if the DataSource of the first outbox can be determined. */
final class FirstDataSource extends AnyNestedCondition {

    FirstDataSource() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnSingleCandidate(DataSource.class)
    static final class Single {}

    @ConditionalOnProperty("outbox.data-source")
    static final class Named {}
}

package io.dualstream.outbox.spring;

import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;

/** Whether it can be told which DataSource the first outbox is on. */
final class FirstDataSource extends AnyNestedCondition {

    FirstDataSource() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnSingleCandidate(DataSource.class)
    static final class Single {}

    @ConditionalOnProperty("outbox.data-source")
    static final class Named {}
}

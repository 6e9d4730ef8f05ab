package io.dualstream.outbox.example.orders.demo;

import io.dualstream.outbox.Outbox;
import io.dualstream.outbox.example.orders.OrderService;
import io.dualstream.outbox.example.orders.demo.ledger.Ledger;
import io.dualstream.outbox.example.orders.demo.witness.CurrentCard;
import io.dualstream.outbox.example.orders.demo.witness.KafkaWitness;
import io.dualstream.outbox.example.orders.demo.witness.ObservedOutbox;
import io.dualstream.outbox.example.orders.demo.witness.RedisWitness;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** Adds the witnesses and the buttons to the order service, which contains no code for the demo. */
@Configuration(proxyBeanMethods = false)
@Profile(DemoConfiguration.PROFILE)
class DemoConfiguration {

    static final String PROFILE = "demo";

    @Bean
    static Ledger ledger() {
        return new Ledger(System::nanoTime);
    }

    @Bean
    static CurrentCard currentCard() {
        return new CurrentCard();
    }

    @Bean
    static BeanPostProcessor outboxObserver(ObjectProvider<Ledger> ledger, ObjectProvider<CurrentCard> current) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof Outbox outbox
                        ? new ObservedOutbox(outbox, ledger.getObject(), current.getObject())
                        : bean;
            }
        };
    }

    @Bean
    RedisWitness redisWitness(@Value("${outbox.relay.redis.url}") String url, Ledger ledger) {
        return new RedisWitness(url, ledger);
    }

    @Bean
    KafkaWitness kafkaWitness(
            @Value("${outbox.relay.kafka.bootstrap-servers}") String bootstrapServers, Ledger ledger) {
        return new KafkaWitness(bootstrapServers, ledger);
    }

    @Bean
    Acts acts(OrderService orders, DataSource dataSource, Ledger ledger, CurrentCard current) {
        return new Acts(orders, new LegacyBatch(dataSource, ledger), ledger, current);
    }

    @Bean
    Feed feed(Ledger ledger) {
        return new Feed(ledger);
    }

    @Bean
    Autoplay autoplay(Acts acts, Feed feed) {
        return new Autoplay(acts, feed);
    }
}

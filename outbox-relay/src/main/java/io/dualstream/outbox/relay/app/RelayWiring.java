package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The beans of the relay process. No bean starts the relay: {@link RelayApplication} does. */
@Configuration(proxyBeanMethods = false)
class RelayWiring {

    @Bean
    RelayProperties relayProperties(ConfigurableEnvironment environment) {
        return RelayProperties.of(environment);
    }

    @Bean
    RelaySettings relaySettings(RelayProperties properties) {
        return properties.toSettings();
    }

    @Bean(destroyMethod = "close")
    PrometheusMeterRegistry meterRegistry() {
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        return registry;
    }

    @Bean
    RelayFailure relayFailure() {
        return new RelayFailure();
    }

    @Bean(destroyMethod = "close")
    Relay relay(RelaySettings settings, PrometheusMeterRegistry registry, RelayFailure failure) {
        var metrics = new RelayMetrics(registry);
        Relay relay =
                Relay.builder(settings).listener(metrics).listener(failure).build();
        metrics.observe(relay::status);
        return relay;
    }

    @Bean(destroyMethod = "close")
    @Nullable
    StatusServer statusServer(
            RelayProperties properties, RelaySettings settings, Relay relay, PrometheusMeterRegistry registry) {
        HttpSettings http = properties.read(HttpSettings.class);
        if (http.port() == -1) {
            return null;
        }
        boolean pushesLive = settings.live().redisUrl() != null;
        var pages = new RelayPages(relay::status, registry::scrape, pushesLive);
        StatusServer server = new StatusServer(http.address(), http.port(), pages.byPath());
        Endpoint letters = new DeadLetterPages(relay.deadLetters());
        server.serve(DeadLetterPages.PATH, new Guarded(letters, http.token(), http.address()));
        return server;
    }
}

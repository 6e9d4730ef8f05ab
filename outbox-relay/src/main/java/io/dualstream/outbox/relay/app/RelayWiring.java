package io.dualstream.outbox.relay.app;

import io.dualstream.outbox.relay.Relay;
import io.dualstream.outbox.relay.config.RelaySettings;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The parts of the relay process. Nothing here starts the relay: {@link RelayApplication} does. */
@Configuration(proxyBeanMethods = false)
class RelayWiring {

    @Bean
    RelayProperties relayProperties(Environment environment) {
        return bind(environment);
    }

    /** Strict: a property of ours that nobody knows is an error, not a silence. */
    static RelayProperties bind(Environment environment) {
        var strict = new NoUnboundElementsBindHandler(
                new IgnoreTopLevelConverterNotFoundBindHandler(), new UnboundElementsSourceFilter());
        return Binder.get(environment, strict).bindOrCreate(RelayProperties.PREFIX, RelayProperties.class);
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
        int port = properties.http().port();
        if (port == -1) {
            return null;
        }
        boolean pushesLive = settings.live().redisUrl() != null;
        var pages = new RelayPages(relay::status, registry::scrape, pushesLive);
        String address = properties.http().address();
        StatusServer server = new StatusServer(address, port, pages.byPath());
        Endpoint letters = new DeadLetterPages(relay.deadLetters());
        server.serve(
                DeadLetterPages.PATH, new Guarded(letters, properties.http().token(), address));
        return server;
    }
}

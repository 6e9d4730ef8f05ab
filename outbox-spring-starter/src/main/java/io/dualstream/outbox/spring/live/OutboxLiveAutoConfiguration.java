package io.dualstream.outbox.spring.live;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveSettings;
import io.dualstream.outbox.live.sse.LiveAuthorization;
import io.dualstream.outbox.live.sse.LiveSseHandler;
import io.dualstream.outbox.live.sse.LiveSseServlet;
import io.dualstream.outbox.live.sse.SseSettings;
import io.dualstream.outbox.spring.internal.HostRedisUrl;
import jakarta.servlet.Servlet;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** Auto-configuration of live subscriptions, with {@code outbox.live.enabled=true} and outbox-live on the class path. */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnBooleanProperty(name = "outbox.live.enabled")
final class OutboxLiveAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("io.dualstream.outbox.live.LiveHub")
    static class WithoutLive {

        WithoutLive() {
            throw new IllegalStateException(
                    "outbox.live.enabled is true, but io.dualstream:outbox-live is not on the class path");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(DataRedisConnectionDetails.class)
    static class OfRedis {

        @Bean
        @ConditionalOnBean(DataRedisConnectionDetails.class)
        LiveRedisUrl outboxLiveHostRedis(DataRedisConnectionDetails host) {
            return () -> HostRedisUrl.of(host, "outbox.live.redis.url", "");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(LiveHub.class)
    @EnableConfigurationProperties(LiveProperties.class)
    static class Hub {

        @Bean
        @ConditionalOnMissingBean
        LiveSettings outboxLiveSettings(
                LiveProperties properties, Environment environment, ObjectProvider<LiveRedisUrl> host) {
            LiveProperties.Redis redis = properties.redis();
            String url = firstOf(redis.url(), environment.getProperty("outbox.relay.redis.url"));
            LiveRedisUrl ofHost = host.getIfAvailable();
            if (url == null && ofHost == null) {
                throw new IllegalStateException(
                        "outbox.live.redis.url is missing: name the Redis server that the relay writes to");
            }
            LiveProperties.Client client = properties.client();
            return new LiveSettings(
                    new LiveSettings.Source(
                            url == null && ofHost != null ? ofHost.url() : String.valueOf(url),
                            firstOf(redis.relayName(), environment.getProperty("outbox.relay.name"), "outbox"),
                            firstOf(
                                    redis.streamPrefix(),
                                    environment.getProperty("outbox.relay.live.stream-prefix"),
                                    "outbox:stream:"),
                            redis.commandTimeout()),
                    new LiveSettings.Limits(
                            properties.history().events(),
                            properties.history().size().toBytes(),
                            client.bufferEvents(),
                            client.maxStall(),
                            client.heartbeatInterval()));
        }

        @Bean
        @ConditionalOnMissingBean
        LiveHub outboxLiveHub(LiveSettings settings) {
            return LiveHub.start(settings);
        }

        /** Ends live streams before the web server waits for its requests to end, because open streams would delay the shutdown. */
        @Bean
        ApplicationListener<ContextClosedEvent> outboxLiveEnd(LiveHub hub, ApplicationContext own) {
            return event -> {
                if (event.getApplicationContext() == own) {
                    hub.close();
                }
            };
        }

        private static @Nullable String firstOf(@Nullable String one, @Nullable String other) {
            return one == null ? other : one;
        }

        private static String firstOf(@Nullable String one, @Nullable String other, String last) {
            String given = firstOf(one, other);
            return given == null ? last : given;
        }
    }

    /** The beans of the endpoint for every kind of web server. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(LiveHub.class)
    @ConditionalOnWebApplication
    static class Sse {

        @Bean
        @ConditionalOnMissingBean
        LiveAuthorization outboxLiveAuthorization() {
            LoggerFactory.getLogger(OutboxLiveAutoConfiguration.class)
                    .warn(
                            "Nobody may subscribe to live events: define a bean of type LiveAuthorization that says who may");
            return LiveAuthorization.nobody();
        }

        static SseSettings settings(LiveProperties.Client client) {
            return new SseSettings(client.retry(), client.maxAge(), client.maxSelectors());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({LiveHub.class, Servlet.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {

        @Bean
        ServletRegistrationBean<LiveSseServlet> outboxLiveServlet(
                LiveHub hub, LiveAuthorization authorization, LiveProperties properties) {
            LiveSseServlet endpoint = new LiveSseServlet(hub, authorization, Sse.settings(properties.client()));
            ServletRegistrationBean<LiveSseServlet> servlet =
                    new ServletRegistrationBean<>(endpoint, properties.path());
            servlet.setName("outboxLive");
            servlet.setAsyncSupported(true);
            return servlet;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({LiveHub.class, RouterFunction.class})
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OnWebFlux {

        @Bean
        RouterFunction<ServerResponse> outboxLiveRoute(
                LiveHub hub, LiveAuthorization authorization, LiveProperties properties) {
            return new LiveSseHandler(hub, authorization, Sse.settings(properties.client())).at(properties.path());
        }
    }
}

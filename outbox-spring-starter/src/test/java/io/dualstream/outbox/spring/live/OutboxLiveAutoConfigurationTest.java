package io.dualstream.outbox.spring.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveRequest;
import io.dualstream.outbox.live.LiveSettings;
import io.dualstream.outbox.live.sse.LiveAuthorization;
import io.dualstream.outbox.testkit.SharedServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;

/** One test for each promise of the wiring. */
@Timeout(240)
class OutboxLiveAutoConfigurationTest {

    private static final AutoConfigurations WIRING =
            AutoConfigurations.of(OutboxLiveAutoConfiguration.class, DataRedisAutoConfiguration.class);

    private final WebApplicationContextRunner withoutRedis =
            new WebApplicationContextRunner().withConfiguration(WIRING).withPropertyValues("outbox.live.enabled=true");

    private final WebApplicationContextRunner application =
            withoutRedis.withPropertyValues("outbox.live.redis.url=redis://127.0.0.1:1");

    @Test
    void servesNothingUnlessAskedTo() {
        application
                .withPropertyValues("outbox.live.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean(LiveHub.class)
                        .doesNotHaveBean(ServletRegistrationBean.class));
    }

    @Test
    void servesTheLiveStreamAtItsPathWithoutBlocking() {
        application.withPropertyValues("outbox.live.path=/live").run(context -> {
            ServletRegistrationBean<?> servlet = context.getBean(ServletRegistrationBean.class);
            assertThat(servlet.getUrlMappings()).isEqualTo(Set.of("/live"));
            assertThat(servlet.isAsyncSupported()).isTrue();
        });
    }

    @Test
    void nobodyMaySubscribeUntilTheHostSaysWho() {
        application.run(context -> assertThat(context.getBean(LiveAuthorization.class)
                        .allows(() -> "ada", LiveRequest.Selector.parse("order/1")))
                .isFalse());
    }

    @Test
    void theHostSaysWhoMaySubscribe() {
        application
                .withBean(LiveAuthorization.class, LiveAuthorization::authenticated)
                .run(context -> {
                    LiveAuthorization authorization = context.getBean(LiveAuthorization.class);
                    assertThat(authorization.allows(() -> "ada", LiveRequest.Selector.type("order")))
                            .isTrue();
                    assertThat(authorization.allows(null, LiveRequest.Selector.type("order")))
                            .isFalse();
                });
    }

    @Test
    void readsWhatTheRelayInThisApplicationWrites() {
        withoutRedis
                .withPropertyValues(
                        "outbox.relay.redis.url=redis://127.0.0.1:2",
                        "outbox.relay.name=shop",
                        "outbox.relay.live.stream-prefix=live:")
                .run(context -> assertThat(context.getBean(LiveSettings.class).source())
                        .isEqualTo(new LiveSettings.Source(
                                "redis://127.0.0.1:2", "shop", "live:", Duration.ofSeconds(2))));
    }

    @Test
    void takesTheRedisOfTheHost() {
        withoutRedis
                .withPropertyValues("spring.data.redis.url=redis://shop:p%40ss@127.0.0.1:3/2")
                .run(context -> assertThat(
                                context.getBean(LiveSettings.class).source().redisUrl())
                        .isEqualTo("redis://shop:p%40ss@127.0.0.1:3/2"));
    }

    @Test
    void refusesARedisThatIsNotOneServer() {
        withoutRedis
                .withPropertyValues("spring.data.redis.cluster.nodes=a:6379,b:6379")
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("outbox.live.redis.url is missing"));
    }

    @Test
    void saysThatItNeedsARedis() {
        withoutRedis
                .withClassLoader(new FilteredClassLoader(DataRedisConnectionDetails.class))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageStartingWith("outbox.live.redis.url is missing"));
    }

    @Test
    void saysThatTheModuleIsMissing() {
        application
                .withClassLoader(new FilteredClassLoader("io.dualstream.outbox.live"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("io.dualstream:outbox-live is not on the class path"));
    }

    @Test
    void givesAnApplicationWithoutServletsItsHubAlone() {
        new ApplicationContextRunner()
                .withConfiguration(WIRING)
                .withPropertyValues("outbox.live.enabled=true", "outbox.live.redis.url=redis://127.0.0.1:1")
                .run(context -> assertThat(context)
                        .hasSingleBean(LiveHub.class)
                        .doesNotHaveBean(ServletRegistrationBean.class));
    }

    @Test
    void anOpenStreamDoesNotHoldUpTheEndOfTheApplication() {
        new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
                .withConfiguration(WIRING)
                .withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class))
                .withBean(LiveAuthorization.class, LiveAuthorization::everybody)
                .withPropertyValues(
                        "outbox.live.enabled=true",
                        "outbox.live.redis.url=" + SharedServers.redis().url(),
                        "server.port=0",
                        "server.shutdown=graceful",
                        "spring.lifecycle.timeout-per-shutdown-phase=50s")
                .run(context -> {
                    WebServer server = context.getSourceApplicationContext(
                                    AnnotationConfigServletWebServerApplicationContext.class)
                            .getWebServer();
                    HttpResponse<Stream<String>> stream =
                            open(Objects.requireNonNull(server).getPort());
                    assertThat(stream.statusCode()).isEqualTo(200);
                    context.close();
                    assertThat(stream.body().toList()).contains("event: end", "data: {\"reason\":\"closed\"}");
                });
    }

    private static HttpResponse<Stream<String>> open(int port) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + "/outbox/live?type=order");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        for (String setting : List.of("history.events=0", "client.max-stall=0s", "redis.command-timeout=1ms")) {
            application
                    .withPropertyValues("outbox.live." + setting)
                    .run(context -> assertThat(context).hasFailed());
        }
    }
}

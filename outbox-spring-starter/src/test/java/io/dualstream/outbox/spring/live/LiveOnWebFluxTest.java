package io.dualstream.outbox.spring.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.sse.LiveAuthorization;
import io.dualstream.outbox.testkit.SharedServers;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** The same property serves the live stream on WebFlux, in an application that is one of WebFlux. */
@Timeout(240)
class LiveOnWebFluxTest {

    private static final AutoConfigurations WIRING = AutoConfigurations.of(OutboxLiveAutoConfiguration.class);

    private final ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
            .withConfiguration(WIRING)
            .withPropertyValues("outbox.live.enabled=true", "outbox.live.redis.url=redis://127.0.0.1:1");

    private final WebApplicationContextRunner servlet = new WebApplicationContextRunner()
            .withConfiguration(WIRING)
            .withPropertyValues("outbox.live.enabled=true", "outbox.live.redis.url=redis://127.0.0.1:1");

    private final ReactiveWebApplicationContextRunner server = new ReactiveWebApplicationContextRunner(
                    AnnotationConfigReactiveWebServerApplicationContext::new)
            .withConfiguration(WIRING)
            .withConfiguration(AutoConfigurations.of(
                    NettyReactiveWebServerAutoConfiguration.class,
                    HttpHandlerAutoConfiguration.class,
                    WebFluxAutoConfiguration.class))
            .withPropertyValues(
                    "outbox.live.enabled=true",
                    "outbox.live.path=/live",
                    "outbox.live.redis.url=" + SharedServers.redis().url(),
                    "server.port=0");

    @Test
    void aReactiveApplicationHasTheRouteAndNoServlet() {
        reactive.run(context ->
                assertThat(context).hasSingleBean(RouterFunction.class).doesNotHaveBean(ServletRegistrationBean.class));
    }

    @Test
    void aReactiveApplicationNeedsNoServletsOnItsClassPath() {
        reactive.withClassLoader(new FilteredClassLoader("jakarta.servlet"))
                .run(context -> assertThat(context).hasSingleBean(RouterFunction.class));
    }

    @Test
    void aServletApplicationHasTheServletAndNoRoute() {
        servlet.run(context ->
                assertThat(context).hasSingleBean(ServletRegistrationBean.class).doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void aServletApplicationNeedsNoWebFluxOnItsClassPath() {
        servlet.withClassLoader(new FilteredClassLoader("org.springframework.web.reactive", "reactor"))
                .run(context -> assertThat(context).hasSingleBean(ServletRegistrationBean.class));
    }

    @Test
    void servesNothingUnlessAskedTo() {
        reactive.withPropertyValues("outbox.live.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(LiveHub.class).doesNotHaveBean(RouterFunction.class));
    }

    @Test
    void nobodyMaySubscribeUntilTheHostSaysWho() {
        server.run(context -> assertThat(
                        open(context.getSourceApplicationContext()).statusCode())
                .isEqualTo(403));
    }

    @Test
    void asksTheHostWithThePrincipalOfTheRequest() {
        server.withBean(
                        LiveAuthorization.class,
                        () -> (user, wanted) -> user != null && user.getName().equals("ada"))
                .withBean(
                        WebFilter.class,
                        () -> (exchange, chain) -> chain.filter(exchange.mutate()
                                .principal(Mono.just(() -> "ada"))
                                .build()))
                .run(context -> assertThat(
                                open(context.getSourceApplicationContext()).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void anOpenStreamDoesNotHoldUpTheEndOfTheApplication() {
        server.withBean(LiveAuthorization.class, LiveAuthorization::everybody)
                .withPropertyValues("server.shutdown=graceful", "spring.lifecycle.timeout-per-shutdown-phase=50s")
                .run(context -> {
                    HttpResponse<Stream<String>> stream = open(context.getSourceApplicationContext());
                    assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream;charset=UTF-8");
                    context.close();
                    List<String> lines = stream.body().toList();
                    assertThat(lines).startsWith("retry: 2000", "", "event: reset");
                    assertThat(lines).endsWith("event: end", "data: {\"reason\":\"closed\"}", "");
                });
    }

    private static HttpResponse<Stream<String>> open(Object application) throws IOException, InterruptedException {
        WebServer running = ((AnnotationConfigReactiveWebServerApplicationContext) application).getWebServer();
        int port = Objects.requireNonNull(running).getPort();
        URI uri = URI.create("http://localhost:" + port + "/live?type=order");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofLines());
    }
}

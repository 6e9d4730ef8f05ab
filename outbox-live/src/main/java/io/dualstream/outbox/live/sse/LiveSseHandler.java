package io.dualstream.outbox.live.sse;

import io.dualstream.outbox.live.LiveClient;
import io.dualstream.outbox.live.LiveHub;
import io.dualstream.outbox.live.LiveRequest;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Serves the same bytes as {@link LiveSseServlet}, on Spring WebFlux. The connection of a client that does not read requests
 * no more messages. The untaken messages stay in the client's subscription, which ends when there are too many.
 */
public final class LiveSseHandler implements HandlerFunction<ServerResponse> {

    /** Time that an ended client has for reading what was sent. Reactor Netty itself has no such limit. */
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final LiveHub hub;
    private final SseAdmission admission;
    private final SseSettings settings;
    private final Duration grace;

    public LiveSseHandler(LiveHub hub, LiveAuthorization authorization, SseSettings settings) {
        this(hub, authorization, settings, GRACE);
    }

    LiveSseHandler(LiveHub hub, LiveAuthorization authorization, SseSettings settings, Duration grace) {
        this.hub = hub;
        this.admission = new SseAdmission(authorization, settings.maxSelectors());
        this.settings = settings;
        this.grace = grace;
    }

    /** Returns the route to this handler, which answers only GET requests. */
    public RouterFunction<ServerResponse> at(String path) {
        return RouterFunctions.route()
                .GET(path, this)
                .route(
                        RequestPredicates.path(path),
                        request -> Mono.error(new MethodNotAllowedException(request.method(), Set.of(HttpMethod.GET))))
                .build();
    }

    @Override
    public Mono<ServerResponse> handle(ServerRequest request) {
        return request.principal()
                .<Optional<Principal>>map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(user -> admit(request, user.orElse(null)))
                .flatMap(wanted -> ServerResponse.ok()
                        .headers(headers -> SseFormat.HEADERS.forEach(headers::set))
                        .build((exchange, context) -> stream(wanted, exchange.getResponse())))
                .onErrorResume(
                        SseRefusal.class,
                        refusal -> ServerResponse.status(refusal.status())
                                .header("Content-Type", SseRefusal.CONTENT_TYPE)
                                .bodyValue(refusal.text()));
    }

    /** Runs off the event loop, because the authorization may block. */
    private Mono<LiveRequest> admit(ServerRequest request, @Nullable Principal user) {
        String lastEventId = request.headers().firstHeader("Last-Event-ID");
        return Mono.fromCallable(() -> admission.admit(user, name -> values(request, name), lastEventId))
                .subscribeOn(Schedulers.boundedElastic());
    }

    /** Returns the values of a parameter. A parameter without a value counts as empty, as with servlets. */
    private static List<String> values(ServerRequest request, String name) {
        return request.queryParams().getOrDefault(name, List.of()).stream()
                .map(value -> value == null ? "" : value)
                .toList();
    }

    private Mono<Void> stream(LiveRequest wanted, ServerHttpResponse response) {
        Disposable.Swap cutting = Disposables.swap();
        Flux<byte[]> frames = JdkFlowAdapter.flowPublisherToFlux(hub.publisher(wanted))
                .map(SseFormat::of)
                .takeUntilOther(Mono.delay(settings.maxAge()))
                .concatWith(Mono.defer(() -> end(LiveClient.End.AGE, cutting, response)))
                .onErrorResume(LiveClient.EndedException.class, ended -> end(ended.end(), cutting, response))
                .startWith(SseFormat.opening(settings.retry()));
        return response.writeAndFlushWith(
                        frames.map(frame -> Mono.just(response.bufferFactory().wrap(frame))))
                .doFinally(signal -> cutting.dispose());
    }

    private Mono<byte[]> end(LiveClient.End why, Disposable.Swap cutting, ServerHttpResponse response) {
        cutting.update(Schedulers.parallel().schedule(() -> cut(response), grace.toNanos(), TimeUnit.NANOSECONDS));
        return Mono.just(SseFormat.end(why));
    }

    /**
     * Closes the connection. In Reactor Netty the native response is the connection; other servers have their own limits for
     * writes.
     */
    private static void cut(ServerHttpResponse response) {
        Object connection = ServerHttpResponseDecorator.getNativeResponse(response);
        if (connection instanceof Disposable disposable) {
            disposable.dispose();
        }
    }
}

package io.dualstream.outbox.relay.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dualstream.outbox.relay.app.StatusServer.Page;
import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that requires the token. A page of any site can make a browser on this machine send requests to loopback. Such a
 * page cannot send the token, and if its own host name resolves to loopback, the {@code Host} header shows that name.
 */
final class Guarded implements Endpoint {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Endpoint endpoint;
    private final @Nullable String token;
    private final String address;

    /**
     * @param token null refuses every request
     * @param address the address on which the server listens
     */
    Guarded(Endpoint endpoint, @Nullable String token, String address) {
        this.endpoint = endpoint;
        this.token = token;
        this.address = address;
    }

    @Override
    public Page answer(Request request) {
        if (token == null || token.isBlank()) {
            return Page.error(403, "set " + WrittenSetting.named("http.token") + " to use this endpoint");
        }
        if (address.equals("127.0.0.1") && !LOOPBACK.contains(name(request.host()))) {
            return Page.error(403, "use localhost as the host name in the URL");
        }
        byte[] expected = ("Bearer " + token).getBytes(UTF_8);
        byte[] given = String.valueOf(request.authorization()).getBytes(UTF_8);
        if (!MessageDigest.isEqual(expected, given)) {
            return Page.error(
                    401, "send the header Authorization: Bearer <value of " + WrittenSetting.named("http.token") + ">");
        }
        return endpoint.answer(request);
    }

    /** The host name in a {@code Host} header, without the port. */
    private static String name(@Nullable String host) {
        return String.valueOf(host).replaceFirst(":[0-9]+$", "");
    }
}

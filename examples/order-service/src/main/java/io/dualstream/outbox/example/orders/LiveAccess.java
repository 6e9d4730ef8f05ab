package io.dualstream.outbox.example.orders;

import io.dualstream.outbox.live.sse.LiveAuthorization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Decides which users may see the events of orders live. This example has no users, so everybody may see all events; a real
 * shop checks whether the order belongs to the user.
 */
@Configuration(proxyBeanMethods = false)
class LiveAccess {

    @Bean
    LiveAuthorization liveAuthorization() {
        return (user, wanted) -> wanted.aggregateType().equals("order");
    }
}

package io.dualstream.outbox.example.orders;

import io.dualstream.outbox.live.sse.LiveAuthorization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Who may hear of orders live. This example knows no users, so everybody may; a real shop asks whose order it is. */
@Configuration(proxyBeanMethods = false)
class LiveAccess {

    @Bean
    LiveAuthorization liveAuthorization() {
        return (user, wanted) -> wanted.aggregateType().equals("order");
    }
}

package io.dualstream.outbox.mistakes;

import io.dualstream.outbox.Outboxed;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.context.annotation.Configuration;

/** Annotations that can work for no event. */
@Configuration(proxyBeanMethods = false)
@AutoConfigurationPackage
public class Mistakes {

    @Outboxed(aggregateType = "order", aggregateId = "orderNumber")
    public record NoSuchProperty(int orderId) {}

    @Outboxed(aggregateType = "order", aggregateId = "orderId.")
    public record NoExpression(int orderId) {}

    @Outboxed(aggregateType = "customer order", aggregateId = "orderId")
    public record NoSuchType(int orderId) {}

    @Outboxed(aggregateType = "order", aggregateId = "orderId", headers = "tenant")
    public record NoHeader(int orderId) {}

    @Outboxed(aggregateType = "order", aggregateId = "orderId", headers = "ce_id=orderId")
    public record ReservedHeader(int orderId) {}
}

package io.dualstream.outbox.spring.events.right;

import io.dualstream.outbox.Outboxed;

@Outboxed(aggregateType = "order", aggregateId = "id")
public record Shipped(int id, Address to) {

    public record Address(String street) {}
}

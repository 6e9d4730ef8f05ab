package io.dualstream.outbox.example.orders;

import java.math.BigDecimal;
import java.util.UUID;

/** An order, as stored in the table {@code orders}. */
public record Order(UUID id, String customer, String item, BigDecimal amount) {}

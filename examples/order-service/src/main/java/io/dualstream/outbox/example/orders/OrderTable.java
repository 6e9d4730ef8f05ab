package io.dualstream.outbox.example.orders;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class OrderTable {

    private final JdbcClient jdbc;

    OrderTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Order order) {
        jdbc.sql("insert into orders (id, customer, item, amount) values (:id, :customer, :item, :amount)")
                .paramSource(order)
                .update();
    }
}

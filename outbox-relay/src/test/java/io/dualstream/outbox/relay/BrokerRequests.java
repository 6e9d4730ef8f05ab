package io.dualstream.outbox.relay;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** What brokers inside this JVM say of the requests that they have answered. */
public final class BrokerRequests {

    private BrokerRequests() {}

    /** How many requests of that kind, such as {@code CreateTopics}, the brokers have answered since the last one that has ended did so. */
    public static long answered(String kind) throws JMException {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        long count = 0;
        for (ObjectName bean : beans.queryNames(
                new ObjectName("kafka.network:type=RequestMetrics,name=RequestsPerSec,request=" + kind + ",*"), null)) {
            count += (Long) beans.getAttribute(bean, "Count");
        }
        return count;
    }
}

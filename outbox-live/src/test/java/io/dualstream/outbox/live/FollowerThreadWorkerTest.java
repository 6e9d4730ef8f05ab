package io.dualstream.outbox.live;

import io.dualstream.outbox.live.internal.Streams;
import io.dualstream.outbox.runtime.internal.Trouble;
import io.dualstream.outbox.runtime.internal.Worker;
import io.dualstream.outbox.runtime.internal.WorkerContract;
import io.lettuce.core.RedisConnectionException;
import java.time.Duration;

class FollowerThreadWorkerTest extends WorkerContract {

    /** Meets trouble, and after that finds no server. */
    private record TroubledConnector(Trouble trouble) implements Streams.Connector {

        @Override
        public Streams connect() {
            trouble.meet();
            throw new RedisConnectionException("no server here");
        }

        @Override
        public void close() {}
    }

    @Override
    protected Loop loop(Trouble trouble) {
        LiveSettings settings = LiveSettings.of("redis://localhost:1");
        ClientRegistry registry = new ClientRegistry(settings.limits(), System::nanoTime);
        FollowerThread follower = new FollowerThread(
                new TroubledConnector(trouble),
                Duration.ofSeconds(30),
                new StreamFollower(registry, settings.limits()));
        return new Loop() {
            @Override
            public Worker worker() {
                return follower.worker();
            }

            @Override
            public void start() {
                follower.start();
            }

            @Override
            public void close() {
                follower.close();
            }
        };
    }
}

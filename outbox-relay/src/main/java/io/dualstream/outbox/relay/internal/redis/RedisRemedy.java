package io.dualstream.outbox.relay.internal.redis;

import io.dualstream.outbox.relay.internal.settings.WrittenSetting;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What to change so that Redis does what it refused, as the end of a sentence. Pure. */
public record RedisRemedy(RedisSettings settings) {

    private static final String URL =
            WrittenSetting.named("redis.url") + ", or, inside an application, from spring.data.redis";

    /** The user is what stands before a colon. */
    private static final Pattern USER = Pattern.compile("^[^:]+://([^:/@]+):.*@.*$");

    /** The servers without the login. */
    public String address() {
        return settings.url().replaceFirst("^[^:]+://(.*@)?", "").replaceFirst("(?<=.)[/?#].*$", "");
    }

    /** Empty where nothing is known that would help. */
    public String of(Throwable failure) {
        boolean unanswered = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String said = String.valueOf(cause.getMessage());
            if (said.matches("(?s)(NOAUTH|WRONGPASS|ERR (AUTH|invalid password|Client sent AUTH)).*")) {
                return "; user and password come from " + URL;
            }
            if (said.contains("NOPERM") || said.contains("ACL failure")) {
                return "; run: redis-cli ACL SETUSER " + user() + " " + right(said);
            }
            unanswered |= cause instanceof RedisConnectionException || cause instanceof RedisCommandTimeoutException;
        }
        return unanswered ? "; the address comes from " + URL : "";
    }

    /** Only what is missing, because Redis refuses a pattern beside one for everything. */
    private String right(String said) {
        if (said.contains("channel")) {
            return "'&" + settings.streams().channelPrefix() + "*'";
        }
        return said.contains("key")
                ? "'~" + settings.cursorKey() + "' '~" + settings.streams().streamPrefix() + "*'"
                : "+eval +evalsha +hget +hmget +hset +xinfo +xadd +publish";
    }

    /** Whether a failure is one of Redis. */
    public static boolean isOfRedis(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LiveRedisException || cause instanceof RedisException) {
                return true;
            }
        }
        return false;
    }

    private String user() {
        Matcher login = USER.matcher(settings.url());
        return login.matches() ? login.group(1) : "default";
    }
}

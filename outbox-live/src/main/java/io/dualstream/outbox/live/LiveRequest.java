package io.dualstream.outbox.live;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants.
 *
 * @param selectors an event that any of them selects is sent, once
 * @param lastEventId the last position the client has, as it was sent; null to begin now
 */
public record LiveRequest(
        List<Selector> selectors, @Nullable String lastEventId) {

    /** At least one selector. */
    public LiveRequest {
        selectors = List.copyOf(selectors);
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("a live subscription needs at least one aggregate or type");
        }
    }

    /** Begins now. */
    public static LiveRequest of(Selector... selectors) {
        return new LiveRequest(List.of(selectors), null);
    }

    boolean wants(LiveMessage.Event event) {
        for (Selector selector : selectors) {
            if (selector.matches(event.aggregateType(), event.aggregateId())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Which events a client wants: {@code order/42} one aggregate, {@code order/*} all of a type, {@code order/eu-*} or
     * {@code *}{@code /*} a pattern. A {@code *} stands for any characters; no aggregate type or id contains one.
     */
    public record Selector(String aggregateType, String aggregateId) {

        private static final String ANY = "*";
        private static final int MAX_TYPE_LENGTH = 150;
        private static final int MAX_ID_LENGTH = 255;
        private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._*-]+");

        /** Rejects what no event can have, in one sentence. */
        public Selector {
            if (!TYPE.matcher(aggregateType).matches() || aggregateType.length() > MAX_TYPE_LENGTH) {
                throw new IllegalArgumentException(
                        "an aggregate type consists of 1 to 150 letters, digits, dots, dashes and underscores, or *");
            }
            if (aggregateId.isEmpty()
                    || aggregateId.length() > MAX_ID_LENGTH
                    || aggregateId.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("an aggregate id has 1 to 255 characters and no control characters");
            }
        }

        /** Everything of one aggregate type. */
        public static Selector type(String aggregateType) {
            return new Selector(aggregateType, ANY);
        }

        /** Reads {@code type/id}; the id may contain slashes. */
        public static Selector parse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("an aggregate is written as type/id, such as order/42 or order/*");
            }
            return new Selector(text.substring(0, slash), text.substring(slash + 1));
        }

        /** Whether it stands for one aggregate and nothing else. */
        public boolean isAggregate() {
            return !aggregateType.contains(ANY) && !aggregateId.contains(ANY);
        }

        boolean isType() {
            return !aggregateType.contains(ANY) && aggregateId.equals(ANY);
        }

        /** Whether it selects that aggregate. */
        public boolean matches(String type, String id) {
            return fits(aggregateType, type) && fits(aggregateId, id);
        }

        /** Linear in the text for each star: no pattern a client sends can make it slow. */
        private static boolean fits(String pattern, String text) {
            int star = pattern.indexOf('*');
            if (star < 0) {
                return pattern.equals(text);
            }
            if (!text.startsWith(pattern.substring(0, star))) {
                return false;
            }
            int at = star;
            for (int next = pattern.indexOf('*', star + 1); next >= 0; next = pattern.indexOf('*', star + 1)) {
                String piece = pattern.substring(star + 1, next);
                int found = text.indexOf(piece, at);
                if (found < 0) {
                    return false;
                }
                at = found + piece.length();
                star = next;
            }
            String tail = pattern.substring(star + 1);
            return text.length() - at >= tail.length() && text.endsWith(tail);
        }

        @Override
        public String toString() {
            return aggregateType + "/" + aggregateId;
        }
    }
}

package io.dualstream.outbox.spring.events;

import io.dualstream.outbox.InvalidEventException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ExpressionParser;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.StringUtils;

/**
 * One expression of an annotation. It can read the event and call the event's methods, but has no access to beans, types or
 * constructors.
 */
final class EventExpression {

    private static final ExpressionParser PARSER = new SpelExpressionParser();
    private static final EvaluationContext READ_ONLY = SimpleEvaluationContext.forReadOnlyDataBinding()
            .withInstanceMethods()
            .build();
    private static final Pattern PROPERTY = Pattern.compile("([A-Za-z_]\\w*)(\\??\\..*)?");

    private final String attribute;
    private final Expression expression;

    private EventExpression(String attribute, Expression expression) {
        this.attribute = attribute;
        this.expression = expression;
    }

    /**
     * Parses an expression. Throws {@link EventMappingException} if the text is not a valid expression, or begins with a
     * property that the class does not have.
     */
    static EventExpression of(Class<?> type, String attribute, String text) {
        Matcher property = PROPERTY.matcher(text);
        if (property.matches() && !hasProperty(type, property.group(1))) {
            throw new EventMappingException(
                    type,
                    attribute + " is \"" + text + "\", but the class has no public property " + property.group(1)
                            + ": name a record component, a getter or a public field of it");
        }
        try {
            return new EventExpression(attribute, PARSER.parseExpression(text));
        } catch (ParseException e) {
            throw new EventMappingException(
                    type, attribute + " is \"" + text + "\", which is not a valid expression: " + e.getSimpleMessage());
        }
    }

    /** The value for this event. Throws {@link InvalidEventException} if there is none. */
    String required(Object event) {
        Object value = value(event);
        if (value == null) {
            throw new InvalidEventException(said(event) + " is null for this event; nothing was recorded");
        }
        return value.toString();
    }

    @Nullable
    Object value(Object event) {
        try {
            return expression.getValue(READ_ONLY, event);
        } catch (EvaluationException e) {
            throw new InvalidEventException(said(event) + " cannot be read; nothing was recorded", e);
        }
    }

    private String said(Object event) {
        return "@Outboxed on " + event.getClass().getName() + ": " + attribute + " \""
                + expression.getExpressionString() + "\"";
    }

    private static boolean hasProperty(Class<?> type, String name) {
        String suffix = StringUtils.capitalize(name);
        return Arrays.stream(type.getMethods())
                        .filter(method -> method.getParameterCount() == 0)
                        .map(method -> method.getName())
                        .anyMatch(method ->
                                method.equals(name) || method.equals("get" + suffix) || method.equals("is" + suffix))
                || Arrays.stream(type.getFields())
                        .anyMatch(field -> field.getName().equals(name));
    }
}

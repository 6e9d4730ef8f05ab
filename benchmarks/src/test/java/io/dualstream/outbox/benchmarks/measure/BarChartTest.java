package io.dualstream.outbox.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class BarChartTest {

    @Test
    void isWellFormedAndDrawsInProportion() throws Exception {
        BarChart chart = BarChart.linear("k/s <cold>", "fresh & honest");
        chart.bar("ours", 40, "40", true);
        chart.bar("control", 10, "10", false);

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(chart.svg().getBytes(StandardCharsets.UTF_8)));

        assertThat(widthOfBar(svg, 0)).isEqualTo(4 * widthOfBar(svg, 1));
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).isEqualTo("k/s <cold>");
    }

    private static double widthOfBar(Document svg, int index) {
        return Double.parseDouble(svg.getElementsByTagName("rect")
                .item(index + 1)
                .getAttributes()
                .getNamedItem("width")
                .getTextContent());
    }
}

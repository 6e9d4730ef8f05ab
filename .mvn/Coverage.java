import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Prints one line of what JaCoCo measured: {@code java Coverage.java NAME jacoco.csv...}, the files added up. */
final class Coverage {

    public static void main(String[] args) throws IOException {
        long[] lines = new long[2];
        long[] branches = new long[2];
        for (String file : Arrays.asList(args).subList(1, args.length)) {
            List<String> rows = Files.readAllLines(Path.of(file));
            List<String> columns = cells(rows.get(0));
            for (String row : rows.subList(1, rows.size())) {
                add(lines, columns, cells(row), "LINE");
                add(branches, columns, cells(row), "BRANCH");
            }
        }
        System.out.println("Coverage of " + args[0] + ": " + share(lines, "lines") + ", " + share(branches, "branches"));
    }

    /** No name in these files holds a comma. */
    private static List<String> cells(String row) {
        return List.of(row.split(",", -1));
    }

    private static void add(long[] coveredAndAll, List<String> columns, List<String> row, String what) {
        long covered = Long.parseLong(row.get(columns.indexOf(what + "_COVERED")));
        long missed = Long.parseLong(row.get(columns.indexOf(what + "_MISSED")));
        coveredAndAll[0] += covered;
        coveredAndAll[1] += covered + missed;
    }

    private static String share(long[] coveredAndAll, String what) {
        double percent = coveredAndAll[1] == 0 ? 100 : 100.0 * coveredAndAll[0] / coveredAndAll[1];
        return String.format(Locale.ROOT, "%.1f %% of %,d %s", percent, coveredAndAll[1], what);
    }
}

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.CustomQueryHandler;
import org.apache.lucene.monitor.MatchingQueries;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorConfiguration;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.RegexpQueryHandler;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.queries.spans.SpanNearQuery;
import org.apache.lucene.queries.spans.SpanQuery;
import org.apache.lucene.queries.spans.SpanTermQuery;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.RegexpQuery;

/**
 * The same queries and texts in Lucene Monitor: MonitorBench QUERIES ARTICLES MATCHES term|multipass. Both files have one
 * entry a line; a query's number is its line. Figures go to standard output as `name value`, the numbers of the queries
 * that match each article to MATCHES. The first pass over the articles warms up, the second is measured.
 */
public final class MonitorBench {
    private static final String FIELD = "text";
    private static final Analyzer ANALYZER = new StandardAnalyzer();

    /** Words within so many others stand in any order, as in our language; Lucene counts turns of the order as moves. */
    private static final class Parser extends QueryParser {
        Parser() {
            super(FIELD, ANALYZER);
        }

        @Override
        protected Query getPrefixQuery(String field, String prefix) {
            return new RegexpQuery(new Term(field, prefix + ".*"));
        }

        @Override
        protected Query getFieldQuery(String field, String text, int slop) throws ParseException {
            SpanQuery[] words = Arrays.stream(text.split(" "))
                .map(word -> new SpanTermQuery(new Term(field, word)))
                .toArray(SpanQuery[]::new);
            return slop == 0 ? super.getFieldQuery(field, text, slop) : new SpanNearQuery(words, slop, false);
        }
    }

    public static void main(String[] options) throws Exception {
        IndexSearcher.setMaxClauseCount(100_000);
        List<String> queries = Files.readAllLines(Path.of(options[0]));
        List<Document> articles = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(options[1]))) {
            Document article = new Document();
            article.add(new TextField(FIELD, line, Field.Store.NO));
            articles.add(article);
        }
        Presearcher presearcher = presearcher(options[3].equals("term"));
        long before = used();
        try (Monitor monitor = new Monitor(ANALYZER, presearcher, new MonitorConfiguration())) {
            long began = System.nanoTime();
            register(monitor, queries);
            System.out.println("build_s " + (System.nanoTime() - began) / 1e9);
            System.out.println("bytes_each " + (used() - before) / queries.size());
            measure(monitor, articles, Path.of(options[2]));
        }
    }

    /** As Lucene makes them, and beginnings of words found by their letters: without that each is a candidate always. */
    private static Presearcher presearcher(boolean single) {
        List<CustomQueryHandler> handlers = List.of(
            new RegexpQueryHandler("__NGRAM__", 30, "__LONG__", Set.of()));
        TermWeightor weightor = TermFilteredPresearcher.DEFAULT_WEIGHTOR;
        return single
            ? new TermFilteredPresearcher(weightor, handlers, Set.of())
            : new MultipassTermFilteredPresearcher(4, 0.0f, weightor, handlers, Set.of());
    }

    private static void register(Monitor monitor, List<String> queries) throws IOException, ParseException {
        List<MonitorQuery> batch = new ArrayList<>();
        for (int at = 0; at < queries.size(); at++) {
            batch.add(new MonitorQuery(String.valueOf(at), new Parser().parse(queries.get(at))));
            if (batch.size() == 5000 || at == queries.size() - 1) {
                monitor.register(batch);
                batch.clear();
            }
        }
    }

    private static void measure(Monitor monitor, List<Document> articles, Path matches) throws IOException {
        List<String> found = new ArrayList<>();
        List<Double> taken = new ArrayList<>();
        long tested = 0;
        for (int pass = 0; pass < 2; pass++) {
            found.clear();
            taken.clear();
            tested = 0;
            for (Document article : articles) {
                long began = System.nanoTime();
                MatchingQueries<QueryMatch> answer = monitor.match(article, QueryMatch.SIMPLE_MATCHER);
                taken.add((System.nanoTime() - began) / 1e6);
                tested += answer.getQueriesRun();
                found.add(answer.getMatches().stream().map(one -> Integer.valueOf(one.getQueryId()))
                    .collect(Collectors.toCollection(TreeSet::new)).stream()
                    .map(String::valueOf).collect(Collectors.joining(" ")));
            }
        }
        taken.sort(null);
        System.out.println("median_ms " + taken.get(taken.size() / 2));
        System.out.println("p99_ms " + taken.get((int) (taken.size() * 0.99)));
        System.out.println("exact_tests " + (double) tested / articles.size());
        Files.write(matches, found);
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}

#include "core/csv.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "support/property.hpp"

using namespace promo::core;
using promo::tests::counterexample;

namespace {

using Rows = std::vector<CsvReader::Row>;

Rows read_csv(std::string_view text, std::size_t piece = 1000, CsvLimits limits = {}) {
    Rows rows;
    CsvReader reader([&](const CsvReader::Row& row, std::size_t) { rows.push_back(row); }, ',', limits);
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
        reader.feed(text.substr(0, piece));
    reader.finish();
    return rows;
}

std::string problem(std::string_view text, CsvLimits limits = {}) {
    try {
        read_csv(text, 1000, limits);
        return "accepted";
    } catch (const CsvError& error) {
        return error.what();
    }
}

std::string written(const std::vector<CsvCell>& cells) {
    std::string text;
    CsvWriter(text).row(cells);
    return text;
}

}  // namespace

TEST_CASE("rows are written as RFC 4180 says") {
    CHECK(written({"plain", "a,b", "say \"hi\"", "two\nlines", ""}) ==
          "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\r\n");
    CHECK(written({""}) == "\"\"\r\n");
    CHECK(written({-12, 7U, Price::from_thousandths(-2'500), Timestamp(Duration(0))}) ==
          "-12,7,-2.50,1970-01-01T00:00:00Z\r\n");
}

TEST_CASE("an export cannot make a spreadsheet run a formula") {
    for (const auto* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1+1", "\uff1dcmd"}) {
        CAPTURE(text);
        const auto rows = read_csv(written({text}));
        REQUIRE(rows.size() == 1);
        CHECK(rows[0][0] == "'" + std::string(text));
    }
    CHECK(written({"a=b", "1-2", "mail@example.com"}) == "a=b,1-2,mail@example.com\r\n");
}

TEST_CASE("what is written is read back, in pieces of any size") {
    CHECK(counterexample([] {
              const auto letters = rc::gen::elementOf(std::string("ab,\"\r\n \xc3"));
              auto text = rc::gen::map(rc::gen::container<std::string>(letters), [](std::string value) {
                  for (std::size_t i = value.find('\xc3'); i != std::string::npos; i = value.find('\xc3', i + 2))
                      value.insert(i + 1, "\xa9");
                  return "x" + value;  // an x in front: no formula
              });
              const auto row = rc::gen::nonEmpty(rc::gen::container<std::vector<std::string>>(text));
              const auto rows = *rc::gen::container<Rows>(row);
              std::string file;
              CsvWriter writer(file);
              for (const auto& cells : rows)
                  writer.row(std::vector<CsvCell>(cells.begin(), cells.end()));
              RC_ASSERT(read_csv(file, *rc::gen::inRange<std::size_t>(1, 9)) == rows);
          }) == "");
}

TEST_CASE("files of every office program are read") {
    const Rows expected = {{"a", "b"}, {"c", ""}};
    CHECK(read_csv("a,b\nc,\n") == expected);
    CHECK(read_csv("a,b\r\nc,\r\n", 1) == expected);
    CHECK(read_csv("a,b\rc,") == expected);
    CHECK(read_csv("\xef\xbb\xbf"
                   "a,b\n\n\r\nc,",
                   1) == expected);
    CHECK(read_csv("\"a\",\"b\"\nc,\"\"") == expected);
    CHECK(read_csv("").empty());
    CHECK(read_csv("\n\n").empty());
    CHECK(read_csv("\xef\xbb\xbf").empty());
    CHECK(read_csv("\"\"\n") == Rows{{""}});
    CHECK(read_csv("\xc3\xa9") == Rows{{"\xc3\xa9"}});
    CHECK(read_csv("\"x\ny\"") == Rows{{"x\ny"}});
}

TEST_CASE("the first line that says anything shows what is between the values") {
    CHECK(csv_separator("code;from\na,b;c\n") == ';');
    CHECK(csv_separator("\xef\xbb\xbf\r\n\r\n\"a,b\";c\r\n") == ';');
    CHECK(csv_separator("\"a;\"\"b\nc\",d") == ',');
    CHECK(csv_separator("a;b,c") == ',');
    CHECK(csv_separator("a\nb;c") == ',');
    CHECK(csv_separator("\"never closed;") == ',');
    CHECK(csv_separator("") == ',');
}

TEST_CASE("a broken file is refused with its line") {
    CHECK(problem("a\nb\"c\n").starts_with("line 2: a quote inside"));
    CHECK(problem("a\n\"b\"c\n").starts_with("line 2: text behind"));
    CHECK(problem("a\r\n\r\n\"b\nc").starts_with("line 3: a quote that is never closed"));
    CHECK(problem(std::string("a\0b", 3)).starts_with("line 1: holds the character U+0000"));
    CHECK(problem("a\n\"x\r\ny\"\nb,\xff").starts_with("line 4: not valid UTF-8"));
}

TEST_CASE("a file cannot take more memory than its limits") {
    const CsvLimits limits{.field_bytes = 4, .fields = 2, .rows = 2};
    CHECK(problem("abcd,b\nc,d\n", limits) == "accepted");
    CHECK(problem("abcde", limits) == "line 1: a value is longer than 4 bytes");
    CHECK(problem("\"abcde", limits) == "line 1: a value is longer than 4 bytes");
    CHECK(problem("a,b,c", limits) == "line 1: more than 2 values");
    CHECK(problem("a\nb\nc", limits) == "line 3: more than 2 rows");
}

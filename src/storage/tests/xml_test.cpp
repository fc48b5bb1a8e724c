#include "storage/s3/xml.hpp"

#include <doctest/doctest.h>

#include "net/http_client.hpp"
#include "storage/s3/answers.hpp"

using namespace promo;
using namespace promo::storage;

namespace {

std::string listing(const std::string& contents, const std::string& truncated = "false") {
    return "<ListBucketResult><IsTruncated>" + truncated + "</IsTruncated>" + contents + "</ListBucketResult>";
}

std::string row(const std::string& key) {
    return "<Contents><Key>" + key + "</Key><Size>1</Size></Contents>";
}

}  // namespace

TEST_CASE("a store's answer is read with its entities, attributes and nesting") {
    const auto root = parse_xml(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A xmlns=\"http://x/\" xmlns:i='y'><B>1 &lt; 2 "
        "&amp;&#233;&#x20AC;</B>"
        "<C/><D> <E>deep</E>\n</D></A>\n");
    REQUIRE(root.has_value());
    CHECK(root->name == "A");
    CHECK(root->text_of("B") == "1 < 2 &é€");
    CHECK(root->text_of("C").empty());
    REQUIRE(root->child("D") != nullptr);
    CHECK(root->child("D")->text_of("E") == "deep");
    CHECK(root->child("F") == nullptr);
}

TEST_CASE("what is not well-formed, or what no store sends, is not read") {
    for (const std::string text : {"",
                                   " ",
                                   "text",
                                   "<",
                                   "<A",
                                   "<A>",
                                   "<A></B>",
                                   "<A><B></A></B>",
                                   "<A/><B/>",
                                   "<A/>x",
                                   "</A>",
                                   "<A b></A>",
                                   "<A b=1/>",
                                   "<A b='1/>",
                                   "<A>&nbsp;</A>",
                                   "<A>&#0;</A>",
                                   "<A>&#xD800;</A>",
                                   "<A>&#99999999999;</A>",
                                   "<A>&#12</A>",
                                   "<A>&",
                                   "<!DOCTYPE A [<!ENTITY a \"b\">]><A>&a;</A>",
                                   "<A><![CDATA[x]]></A>",
                                   "<A><!-- x --></A>",
                                   "<A><?x y?></A>",
                                   "<?xml version=\"1.0\"",
                                   "<x:A/>"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_xml(text).has_value());
    }
}

TEST_CASE("depth and size of an answer have limits") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "<A>";
    CHECK_FALSE(parse_xml(deep).has_value());
    std::string wide = "<A>";
    for (int i = 0; i < 60'000; ++i)
        wide += "<B/>";
    CHECK_FALSE(parse_xml(wide + "</A>").has_value());
}

TEST_CASE("objects that are not ours are left out of a listing, and its end is still found") {
    const Page page = read_listing(listing(row("A Foreign Key") + row("a/b") + row("c~"), "true"), 10);
    REQUIRE(page.objects.size() == 1);
    CHECK(page.objects[0].key == "a/b");
    CHECK(page.next == "c~");
}

TEST_CASE("a listing that could loop or lie is refused") {
    CHECK_THROWS_AS(read_listing("<html></html>", 10), StorageError);
    CHECK_THROWS_AS(read_listing("{}", 10), StorageError);
    CHECK_THROWS_AS(read_listing(listing(row("b") + row("a")), 10), StorageError);
    CHECK_THROWS_AS(read_listing(listing(row("a") + row("a")), 10), StorageError);
    CHECK_THROWS_AS(read_listing(listing(row("a") + row("b")), 1), StorageError);
    CHECK_THROWS_AS(read_listing(listing("", "true"), 10), StorageError);
    CHECK_THROWS_AS(read_listing(listing("<Contents><Key>a</Key><Size>-1</Size></Contents>"), 10), StorageError);
}

TEST_CASE("only a plain word counts as an error's code") {
    net::Reply reply;
    reply.body = "<Error><Code>SlowDown</Code></Error>";
    CHECK(error_code(reply) == "SlowDown");
    reply.body = "<Error><Code>AKIA/secret key</Code></Error>";
    CHECK(error_code(reply).empty());
    reply.body = "<Other><Code>SlowDown</Code></Other>";
    CHECK(error_code(reply).empty());
}

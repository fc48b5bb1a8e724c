#include <doctest/doctest.h>

#include <set>

#include "domains/coupons/batches/batch.hpp"
#include "support/refused.hpp"

using namespace promo;
using namespace promo::coupons::batches;
using core::RefusalCode;

namespace {

std::vector<std::string> texts(const CaptionList& list) {
    std::vector<std::string> all;
    for (const auto& caption : list.captions)
        all.push_back(caption.text);
    return all;
}

using Texts = std::vector<std::string>;

Pictures pictures_of(const std::vector<std::string>& captions, std::vector<templates::Variant> variants) {
    Batch batch;
    batch.variants = std::move(variants);
    std::vector<Caption> list;
    for (const auto& text : captions)
        list.push_back({1, text});
    return {batch, list};
}

}  // namespace

TEST_CASE("a batch takes the first column, with or without a line that names it, however the file was saved") {
    const Texts both{"SUMMER", "WINTER"};
    CHECK(texts(read_captions("summer\nwinter\n")) == both);
    CHECK(texts(read_captions("code,percent\r\nsummer,10\r\nwinter,20\r\n")) == both);
    CHECK(texts(read_captions("\xef\xbb\xbf Coupon ;percent\rsummer;10\rwinter;20")) == both);
    CHECK(texts(read_captions("\"summer\"\n\n\"winter\"")) == both);
    CHECK(texts(read_captions("text\n\"летняя\n скидка, 20%\"\n")) == Texts{"летняя скидка, 20%"});
    CHECK(texts(read_captions("summer\ncode\n")) == Texts{"SUMMER", "CODE"});
}

TEST_CASE("a line that says the same as an earlier one, or nothing that can be a caption, is told with its number") {
    const auto list = read_captions("code\nsummer 20\n SUMMER-20 \n!!!\n" + std::string(65, 'x') + "\nautumn\n");
    CHECK(texts(list) == Texts{"SUMMER-20", "AUTUMN"});
    CHECK(list.captions.at(1).line == 6);
    REQUIRE(list.problems.size() == 3);
    CHECK(list.problems[0].line == 3);
    CHECK(list.problems[0].why == "This is the same as in line 2.");
    CHECK(list.problems[1].line == 4);
    CHECK(list.problems[1].text == "!!!");
    CHECK(list.problems[2].line == 5);
}

TEST_CASE("a file without a text, with a broken quote or with more lines than a batch takes is refused") {
    for (const auto* csv : {"", "code\n", "\n\n", "!!!\n???\n", "\"open", "a\"b\n"}) {
        const auto refusal = tests::refused([&] { read_captions(csv); });
        CHECK(refusal.code() == RefusalCode::invalid);
        CHECK(refusal.field() == "file");
    }
    std::string csv = "code\n";
    for (std::size_t i = 0; i < kMostLines; ++i)
        csv += "CODE" + std::to_string(i) + '\n';
    CHECK(read_captions(csv).captions.size() == kMostLines);
    CHECK(tests::refused([&] { read_captions(csv + "ONE-MORE\n"); }).code() == RefusalCode::too_large);
}

TEST_CASE("of very many problems the first are told, and that there are more") {
    std::string csv = "GOOD\n";
    for (std::size_t i = 0; i < kMostProblems + 50; ++i)
        csv += "GOOD\n";
    const auto list = read_captions(csv);
    REQUIRE(list.problems.size() == kMostProblems + 1);
    CHECK(list.problems[kMostProblems - 1].line == kMostProblems + 1);
    CHECK(list.problems.back().line == 0);
    CHECK_FALSE(list.problems.back().why.empty());
}

TEST_CASE("each caption is drawn in every variant, one after the other") {
    using enum templates::Variant;
    const auto pictures = pictures_of({"A", "B"}, {square, feed});
    Texts names;
    for (int place = 0; place < 4; ++place)
        names.push_back(pictures.name(place));
    CHECK(names == Texts{"A-square.jpg", "A-feed.jpg", "B-square.jpg", "B-feed.jpg"});
    CHECK(pictures.caption(3).text == "B");
}

TEST_CASE("no two pictures of a batch have one file name, also where case does not count") {
    std::string longest;
    for (int i = 0; i < 63; ++i)
        longest += "\xf0\x9f\x94\xa5";
    const Texts captions{"a/b", "a:b", "A*B", "a-b-2", longest + "1", longest + "2", "x", "X"};
    const auto pictures = pictures_of(captions, {templates::Variant::square});
    std::set<std::string> names;
    for (int place = 0; place < static_cast<int>(captions.size()); ++place) {
        auto name = pictures.name(place);
        for (char& letter : name)
            letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
        names.insert(name);
        CHECK(name.size() < 256);
    }
    CHECK(names.size() == captions.size());
}

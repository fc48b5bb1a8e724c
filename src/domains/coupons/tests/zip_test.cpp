#include "domains/coupons/zip.hpp"

#include <doctest/doctest.h>

#include <map>
#include <stdexcept>

#include "support/property.hpp"
#include "unzipped.hpp"

using namespace promo;
using coupons::Zip;
using tests::number_at;
using tests::unzipped;

namespace {

const auto kMadeAt = *core::parse_iso8601("2026-03-02T09:41:27Z");

}  // namespace

TEST_CASE("what goes into an archive comes out of it, whatever the bytes are") {
    CHECK(tests::counterexample([] {
              const auto files = *rc::gen::arbitrary<std::map<std::string, std::string>>();
              Zip zip(kMadeAt);
              for (const auto& [name, bytes] : files)
                  zip.add(name, bytes);
              RC_ASSERT(zip.files() == files.size());
              RC_ASSERT(unzipped(zip.finish()) == files);
          }) == "");
}

TEST_CASE("how long an archive will be is known before a file is added") {
    Zip zip(kMadeAt);
    zip.add("first.jpg", std::string(1000, 'a'));
    const auto expected = zip.size_with(10, 500);
    zip.add("second.jpg", std::string(500, 'b'));
    CHECK(zip.finish().size() == expected);
}

TEST_CASE("names are marked as UTF-8 and files are dated as they were made") {
    Zip zip(kMadeAt);
    zip.add("скидка-square.jpg", "bytes");
    const auto archive = zip.finish();
    CHECK(number_at(archive, 6, 2) == 0x0800);
    CHECK(number_at(archive, 10, 2) == (9U << 11 | 41U << 5 | 13U));
    CHECK(number_at(archive, 12, 2) == ((2026U - 1980U) << 9 | 3U << 5 | 2U));
    CHECK(unzipped(archive).count("скидка-square.jpg") == 1);
}

TEST_CASE("an archive without files is one all the same, and one with too many is refused") {
    CHECK(unzipped(Zip(kMadeAt).finish()).empty());
    Zip zip(kMadeAt);
    for (int i = 0; i < 65'534; ++i)
        zip.add("x", {});
    CHECK_THROWS_AS(zip.add("x", {}), std::length_error);
}

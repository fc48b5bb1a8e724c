#include "domains/coupons/zip.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <map>
#include <stdexcept>

#include "support/property.hpp"

using namespace promo;
using coupons::Zip;

namespace {

const auto kMadeAt = *core::parse_iso8601("2026-03-02T09:41:27Z");

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t length) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < length; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes.at(at + i))) << 8 * i;
    return number;
}

// What the directory at the archive's end says, each file checked against its own head and its checksum.
std::map<std::string, std::string> files_in(const std::string& archive) {
    std::map<std::string, std::string> files;
    const auto end = archive.size() - 22;
    REQUIRE(number_at(archive, end, 4) == 0x06054b50);
    auto at = static_cast<std::size_t>(number_at(archive, end + 16, 4));
    REQUIRE(at + number_at(archive, end + 12, 4) == end);
    for (auto left = number_at(archive, end + 10, 2); left > 0; --left) {
        REQUIRE(number_at(archive, at, 4) == 0x02014b50);
        const auto size = number_at(archive, at + 24, 4);
        const auto name = archive.substr(at + 46, number_at(archive, at + 28, 2));
        const std::size_t head = number_at(archive, at + 42, 4);
        REQUIRE(number_at(archive, head, 4) == 0x04034b50);
        REQUIRE(archive.substr(head + 30, name.size()) == name);
        REQUIRE(archive.substr(head + 6, 20) == archive.substr(at + 8, 20));
        auto bytes = archive.substr(head + 30 + name.size(), size);
        REQUIRE(number_at(archive, at + 16, 4) ==
                crc32(0, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<uInt>(bytes.size())));
        REQUIRE(files.emplace(name, std::move(bytes)).second);
        at += 46 + name.size();
    }
    CHECK(at == end);
    return files;
}

}  // namespace

TEST_CASE("what goes into an archive comes out of it, whatever the bytes are") {
    CHECK(tests::counterexample([] {
              const auto files = *rc::gen::arbitrary<std::map<std::string, std::string>>();
              Zip zip(kMadeAt);
              for (const auto& [name, bytes] : files)
                  zip.add(name, bytes);
              RC_ASSERT(zip.files() == files.size());
              RC_ASSERT(files_in(zip.finish()) == files);
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
    CHECK(files_in(archive).count("скидка-square.jpg") == 1);
}

TEST_CASE("an archive without files is one all the same, and one with too many is refused") {
    CHECK(files_in(Zip(kMadeAt).finish()).empty());
    Zip zip(kMadeAt);
    for (int i = 0; i < 65'534; ++i)
        zip.add("x", {});
    CHECK_THROWS_AS(zip.add("x", {}), std::length_error);
}

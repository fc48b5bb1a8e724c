#include "unzipped.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

namespace promo::tests {

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t length) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < length; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes.at(at + i))) << 8 * i;
    return number;
}

std::map<std::string, std::string> unzipped(const std::string& archive) {
    std::map<std::string, std::string> files;
    REQUIRE(archive.size() >= 22);
    const auto end = archive.size() - 22;
    REQUIRE(number_at(archive, end, 4) == 0x06054b50);
    auto at = static_cast<std::size_t>(number_at(archive, end + 16, 4));
    const auto directory = at;
    REQUIRE(at + number_at(archive, end + 12, 4) == end);
    std::size_t of_files = 0;
    for (auto left = number_at(archive, end + 10, 2); left > 0; --left) {
        REQUIRE(number_at(archive, at, 4) == 0x02014b50);
        const auto size = number_at(archive, at + 24, 4);
        const auto name = archive.substr(at + 46, number_at(archive, at + 28, 2));
        const std::size_t head = number_at(archive, at + 42, 4);
        REQUIRE(head == of_files);
        REQUIRE(number_at(archive, head, 4) == 0x04034b50);
        REQUIRE(archive.substr(head + 30, name.size()) == name);
        REQUIRE(archive.substr(head + 6, 20) == archive.substr(at + 8, 20));
        auto bytes = archive.substr(head + 30 + name.size(), size);
        REQUIRE(number_at(archive, at + 16, 4) ==
                crc32(0, reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<uInt>(bytes.size())));
        of_files += 30 + name.size() + size;
        at += 46 + name.size();
        REQUIRE(files.emplace(name, std::move(bytes)).second);
    }
    REQUIRE(of_files == directory);
    REQUIRE(at == end);
    return files;
}

}  // namespace promo::tests

#include <bit>
#include <cstdint>

#include "db/postgres/wire.hpp"

namespace promo::db::postgres {
namespace {

constexpr unsigned kInferred = 0;
constexpr unsigned kBool = 16;
constexpr unsigned kBytea = 17;
constexpr unsigned kInt8 = 20;
constexpr unsigned kFloat8 = 701;

std::array<char, 8> big_endian(std::uint64_t value) {
    std::array<char, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes[i] = static_cast<char>(value >> (56 - 8 * i));
    return bytes;
}

}  // namespace

Parameters::Parameters(std::span<const Value> values) {
    for (const auto& value : values) {
        if (const auto* flag = std::get_if<bool>(&value)) {
            add(kBool, true, {*flag ? "\1" : "\0", 1});
        } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            const auto bytes = big_endian(static_cast<std::uint64_t>(*integer));
            add(kInt8, true, {bytes.data(), bytes.size()});
        } else if (const auto* number = std::get_if<double>(&value)) {
            const auto bytes = big_endian(std::bit_cast<std::uint64_t>(*number));
            add(kFloat8, true, {bytes.data(), bytes.size()});
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            add(kInferred, false, *text);
        } else if (const auto* blob = std::get_if<const Blob*>(&value)) {
            add(kBytea, true, (*blob)->bytes);
        } else {
            add(kInferred, false, {});
            lengths_.back() = -1;
        }
    }
}

void Parameters::add(unsigned type, bool binary, std::string_view bytes) {
    types_.push_back(type);
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(binary ? 1 : 0);
    offsets_.push_back(buffer_.size());
    buffer_ += bytes;
    buffer_ += '\0';  // libpq measures text itself
}

}  // namespace promo::db::postgres

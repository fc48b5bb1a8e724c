#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.hpp"

namespace promo::coupons {

// A ZIP archive of files that are compressed already: they are stored as they are. At most 65,535 files and four
// gigabytes, so that every program reads it.
class Zip {
public:
    // `room`: so long may it become before it has to move in memory.
    explicit Zip(core::Timestamp made_at, std::size_t room = 0) : made_at_(made_at) { archive_.reserve(room); }

    // `name` is UTF-8, its folders end in `/`. Throws std::length_error beyond what an archive may hold.
    void add(std::string_view name, std::string_view bytes);
    std::size_t files() const { return files_.size(); }
    // How long the archive is, with one more file of these lengths.
    std::size_t size_with(std::size_t name_bytes, std::size_t bytes) const;
    // The archive; nothing can be added afterwards.
    std::string finish();

private:
    struct File {
        std::string name;
        std::uint32_t checksum = 0;
        std::uint32_t size = 0;
        std::uint32_t offset = 0;
    };

    core::Timestamp made_at_;
    std::string archive_;
    std::vector<File> files_;
    std::size_t directory_bytes_ = 0;
};

}  // namespace promo::coupons
